/* The bench: Enter goes to the next cell in the order of the regulation, the arrows up and down their column. */
(function () {
  'use strict';
  const cells = () => Array.from(document.querySelectorAll('.q-bench .q-in:not([disabled]):not([readonly])'));
  const go = (cell) => { if (cell) { cell.focus(); cell.select(); } };

  document.addEventListener('keydown', (event) => {
    const cell = event.target.closest('.q-bench .q-in');
    if (!cell) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const submit = document.querySelector('[data-bench-submit]');
      if (submit && !submit.disabled && submit.getAttribute('aria-disabled') !== 'true') submit.click();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const all = cells();
      go(all[all.indexOf(cell) + (event.shiftKey ? -1 : 1)]);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const column = cell.closest('td').cellIndex;
      let row = cell.closest('tr');
      do { row = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling; } while (row && !row.cells[column].querySelector('.q-in'));
      if (row) go(row.cells[column].querySelector('.q-in'));
    }
  });
  // Decimal commas and full-width digits of Chinese input methods are what the reader means: digits and a point.
  document.addEventListener('change', (event) => {
    if (!event.target.matches('.q-bench .q-in')) return;
    event.target.value = event.target.value.normalize('NFKC').replace(/[,，]/g, '.').trim();
  });
})();
