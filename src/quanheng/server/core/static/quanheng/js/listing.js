/* List pages: rows chosen for bulk acts, and rows walked by keys. Without scripts the bulk bar is simply there. */
(function () {
  'use strict';
  const listing = () => document.getElementById('listing');
  const boxes = () => Array.from(document.querySelectorAll('#listing .q-select'));

  function show() {
    const bar = document.querySelector('#listing .q-bulk');
    if (!bar) return;
    const chosen = boxes().filter((box) => box.checked).length;
    const all = bar.querySelector('[name="all"]');
    const isAll = all && all.value === '1';
    bar.classList.toggle('is-shown', chosen > 0 || isAll);
    const number = isAll ? bar.dataset.total : chosen.toLocaleString('en').replaceAll(',', '\u202f');
    bar.querySelector('[data-chosen]').textContent = bar.dataset.chosenText.replace('{n}', number);
    bar.querySelectorAll('[data-confirm-title]').forEach((button) => { button.dataset.confirmNumber = number; });
    const offer = bar.querySelector('[data-choose-all]');
    if (offer) offer.hidden = isAll || chosen < boxes().length;
    const head = document.querySelector('#listing .q-select-all');
    if (head) {
      head.checked = chosen > 0 && chosen === boxes().length;
      head.indeterminate = chosen > 0 && chosen < boxes().length;
    }
  }
  function setAll(value) {
    const all = document.querySelector('#listing .q-bulk [name="all"]');
    if (all) all.value = value;
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches('#listing .q-select-all')) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches('#listing .q-select-all, #listing .q-select')) { setAll(''); show(); }
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-choose-all]')) { setAll('1'); show(); }
    if (event.target.closest('[data-choose-none]')) { boxes().forEach((box) => { box.checked = false; }); setAll(''); show(); }
    const chip = event.target.closest('[data-filter-open]');
    if (chip) {
      window.quanhengDisclose(document.querySelector('[aria-controls="listing-conditions"]'), true);
      const field = document.getElementById('filter-' + chip.dataset.filterOpen);
      if (field) { const focusable = field.tomselect ? field.tomselect : field; focusable.focus(); event.preventDefault(); }
    }
  });

  // j and k walk the rows, x chooses, Enter opens: the keys of every list.
  let at = -1;
  document.addEventListener('keydown', (event) => {
    if (!listing() || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT|BUTTON|A|SUMMARY)$/.test(event.target.tagName)) return;
    try { if (localStorage.getItem('quanheng-keys-off') === '1') return; } catch (error) { /* keys stay on */ }
    const rows = Array.from(document.querySelectorAll('#listing tbody tr'));
    if (!rows.length || document.querySelector('dialog[open]')) return;
    if (event.key === 'j' || event.key === 'k') at = Math.min(rows.length - 1, Math.max(0, at + (event.key === 'j' ? 1 : -1)));
    else if (event.key === 'x' && at >= 0) { const box = rows[at].querySelector('.q-select'); if (box) box.click(); return; }
    else if (event.key === 'Enter' && at >= 0) { const link = rows[at].querySelector('a'); if (link) link.click(); return; }
    else return;
    rows.forEach((row, index) => row.classList.toggle('is-at', index === at));
    rows[at].scrollIntoView({ block: 'nearest' });
  });

  // A filter form sends no empty fields: addresses stay short enough to be passed on.
  document.addEventListener('htmx:configRequest', (event) => {
    if (!event.target.matches('#listing-filters')) return;
    const parameters = event.detail.parameters;
    for (const name of Object.keys(parameters)) if (parameters[name] === '') delete parameters[name];
  });
  // Chinese is typed by way of Latin letters: nothing is asked until the word stands.
  let isComposing = false;
  document.addEventListener('compositionstart', () => { isComposing = true; });
  document.addEventListener('compositionend', (event) => {
    isComposing = false;
    if (event.target.closest('#listing-filters')) event.target.dispatchEvent(new Event('input', { bubbles: true }));
  });
  document.addEventListener('htmx:beforeRequest', (event) => { if (isComposing && event.target.matches('#listing-filters')) event.preventDefault(); });

  document.addEventListener('htmx:afterSettle', () => { at = -1; show(); });
  document.addEventListener('DOMContentLoaded', show);
})();
