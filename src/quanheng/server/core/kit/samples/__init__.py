"""Demonstration data for the living style page. Invented organisations, people and figures; every name says so."""
