/* Figures: the table is in the page from the start. With a drawing beside it, it waits behind a button, which
   stands in the head of the panel. */
(function () {
  'use strict';
  function equip(figure) {
    if (figure.dataset.equipped) return;
    figure.dataset.equipped = 'yes';
    const drawing = figure.querySelector('[data-chart], [data-drawing]');
    const table = figure.querySelector('.q-twin');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'q-toggle q-noprint';
    const show = (isTable) => {
      drawing.hidden = isTable;
      table.hidden = !isTable;
      button.textContent = isTable ? figure.dataset.asChart : figure.dataset.asTable;
      if (!isTable) document.dispatchEvent(new CustomEvent('quanheng:draw'));
    };
    button.addEventListener('click', () => show(!drawing.hidden));
    const panel = figure.closest('.q-panel');
    const header = panel && panel.querySelector(':scope > header');
    if (header && panel.querySelectorAll('[data-figure]').length === 1) {
      let more = header.querySelector('.q-more');
      if (more) more.append(' '); else { more = document.createElement('span'); more.className = 'q-more'; header.appendChild(more); }
      more.appendChild(button);
    } else {
      const bar = document.createElement('div');
      bar.className = 'q-figure-bar';
      bar.appendChild(button);
      figure.prepend(bar);
    }
    show(false);
  }
  const equipAll = () => document.querySelectorAll('[data-figure]').forEach(equip);
  document.addEventListener('DOMContentLoaded', equipAll);
  document.addEventListener('htmx:load', equipAll);
})();
