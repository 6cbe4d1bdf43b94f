"""The template tags of the kit, by subject; `{% load kit %}` loads all of them."""
