/* Toasts, the confirm dialog, and requests: what htmx cannot say by itself. */
(function () {
  'use strict';
  const SECONDS = 8;
  const ICONS = { ok: 'circle-check', warn: 'alert-triangle', bad: 'circle-x', info: 'info-circle' };

  // ── toasts: good news leaves by itself, bad news stays until it is dismissed ──
  function toast(kind, text, note) {
    const region = document.getElementById('toasts');
    if (!region) return;
    const box = document.createElement('div');
    box.className = 'q-toast is-' + kind;
    const icon = box.appendChild(document.createElement('i'));
    icon.className = 'ti ti-' + (ICONS[kind] || ICONS.info);
    icon.setAttribute('aria-hidden', 'true');
    const words = box.appendChild(document.createElement('p'));
    words.textContent = text;
    if (note) words.appendChild(document.createElement('small')).textContent = note;
    box.appendChild(region.querySelector('template').content.cloneNode(true));
    region.appendChild(box);
    watch(box);
  }
  function watch(box) {
    if (box.matches('.is-bad, .is-warn')) return;
    let timer = setTimeout(() => box.remove(), SECONDS * 1000);
    const hold = () => clearTimeout(timer);
    const release = () => { timer = setTimeout(() => box.remove(), SECONDS * 1000); };
    box.addEventListener('mouseenter', hold);
    box.addEventListener('focusin', hold);
    box.addEventListener('mouseleave', release);
    box.addEventListener('focusout', release);
  }
  window.quanhengToast = toast;
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-dismiss]');
    if (button) button.closest('.q-toast, .q-note-box').remove();
  });
  document.addEventListener('toast', (event) => toast(event.detail.kind, event.detail.text, event.detail.note));

  // ── confirmation: names what will happen; the verb is that of the button ──
  let proceed = null;
  function ask(source, submitter, then) {
    const dialog = document.getElementById('confirm');
    const number = source.dataset.confirmNumber || (submitter && submitter.dataset.confirmNumber) || '';
    const words = (name) => ((submitter && submitter.dataset[name]) || source.dataset[name] || '').replaceAll('{n}', number);
    dialog.querySelector('h2').textContent = words('confirmTitle');
    dialog.querySelector('.q-dialog-text').textContent = words('confirmText');
    const verb = dialog.querySelector('[data-confirm-go]');
    verb.textContent = words('confirmVerb') || verb.dataset.default;
    const isDanger = [source, submitter].some((each) => each && 'confirmDanger' in each.dataset);
    verb.classList.toggle('btn-bad', isDanger);
    verb.classList.toggle('btn-primary', !isDanger);
    proceed = then;
    dialog.showModal();
    (isDanger ? dialog.querySelector('[data-close-dialog]') : verb).focus();
  }
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-confirm-go]')) return;
    const then = proceed;
    proceed = null;
    document.getElementById('confirm').close();
    if (then) then();
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const source = event.submitter && event.submitter.dataset.confirmTitle ? event.submitter : form;
    if (!source.dataset.confirmTitle || form.dataset.confirmed || form.matches('[hx-post], [hx-delete]')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(source, event.submitter, () => {
      form.dataset.confirmed = 'yes';
      form.requestSubmit(event.submitter);
      delete form.dataset.confirmed;
    });
  }, true);
  document.addEventListener('htmx:confirm', (event) => {
    if (!event.target.dataset || !event.target.dataset.confirmTitle) return;
    event.preventDefault();
    ask(event.target, null, () => event.detail.issueRequest(true));
  });

  // ── a form is sent once ──
  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method === 'get' || event.target.matches('[hx-post]')) return;
    if (event.target.classList.contains('is-sending')) { event.preventDefault(); return; }
    event.target.classList.add('is-sending');
    busy(1);
    // A form that answers with a file leaves the page as it is: it can be sent again after a while.
    setTimeout(() => release(event.target), SECONDS * 1000);
  });
  function release(form) {
    if (form.classList.contains('is-sending')) busy(-1);
    form.classList.remove('is-sending');
  }
  addEventListener('pageshow', () => {
    running = 0;
    busy(0);
    document.querySelectorAll('form.is-sending').forEach((form) => form.classList.remove('is-sending'));
  });

  // ── requests of htmx: progress, and what went wrong in words ──
  let running = 0;
  function busy(change) {
    running = Math.max(0, running + change);
    const line = document.getElementById('busy');
    if (line) line.classList.toggle('is-on', running > 0);
  }
  document.addEventListener('htmx:beforeRequest', () => busy(1));
  document.addEventListener('htmx:afterRequest', () => busy(-1));
  // A whole page in answer to a request for a part: the session has ended, or the address has moved. Go there.
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.isError || !/^\s*<!doctype/i.test(event.detail.serverResponse || '')) return;
    event.detail.shouldSwap = false;
    location.assign(event.detail.xhr.responseURL.includes('/login/') ? location.href : event.detail.xhr.responseURL);
  });
  document.addEventListener('htmx:responseError', (event) => {
    const region = document.getElementById('toasts');
    const reply = event.detail.xhr;
    const page = new DOMParser().parseFromString(reply.responseText, 'text/html');
    const why = page.querySelector('[data-problem]');
    toast('bad', why ? why.textContent.trim() : region.dataset.refused, region.dataset.requestLabel + ' ' + (reply.getResponseHeader('X-Request-ID') || ''));
  });
  document.addEventListener('htmx:sendError', () => toast('bad', document.getElementById('toasts').dataset.unreachable));

  document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('.q-toast').forEach(watch));
})();
