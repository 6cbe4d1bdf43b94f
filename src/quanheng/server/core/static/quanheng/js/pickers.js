/* Long choices: Tom Select over a plain <select>, completed by the server two characters in. */
(function () {
  'use strict';
  function equip(root) {
    root.querySelectorAll('select[data-pick]').forEach((select) => {
      if (select.tomselect) return;
      const url = select.dataset.pickUrl;
      const options = {
        maxOptions: 50,
        placeholder: select.dataset.pickPlaceholder || '',
        plugins: select.multiple ? ['remove_button'] : ['clear_button'].filter(() => !select.required),
        valueField: 'value',
        labelField: 'text',
        searchField: url ? [] : ['text'],
        render: {
          option: (data, escape) => `<div>${escape(data.text)}${data.note ? `<small>${escape(data.note)}</small>` : ''}</div>`,
          no_results: () => `<div class="no-results">${select.dataset.pickNone || ''}</div>`,
          loading: () => `<div class="no-results">${select.dataset.pickLoading || ''}</div>`,
        },
      };
      if (url) {
        options.load = (typed, done) => {
          fetch(url + (url.includes('?') ? '&' : '?') + 'q=' + encodeURIComponent(typed), { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
            .then((reply) => { if (!reply.ok) throw new Error(String(reply.status)); return reply.json(); })
            .then((found) => done(found.options))
            .catch(() => { done(); window.quanhengToast('bad', document.getElementById('toasts').dataset.unreachable); });
        };
        options.shouldLoad = (typed) => typed.length > 0;
        options.score = () => () => 1;
      }
      const picker = new window.TomSelect(select, options);
      picker.control_input.setAttribute('autocomplete', 'off');
      // The label now belongs to the input that Tom Select made; the field behind it is out of sight and out of reach.
      select.setAttribute('aria-hidden', 'true');
    });
  }
  document.addEventListener('quanheng:pickers', () => equip(document));
  document.addEventListener('htmx:load', (event) => { if (window.TomSelect) equip(event.detail.elt); });
})();
