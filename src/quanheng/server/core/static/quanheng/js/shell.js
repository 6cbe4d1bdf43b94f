/* The shell: theme switch, menu button of small screens, menus that close, keys, and what is loaded on need. */
(function () {
  'use strict';
  const KEYS_OFF = 'quanheng-keys-off';

  // ── theme ──
  function showTheme() {
    document.querySelectorAll('[data-theme-choice]:is(button)').forEach((button) => {
      button.setAttribute('aria-pressed', String(button.dataset.themeChoice === window.quanhengTheme.chosen()));
    });
  }
  document.addEventListener('quanheng:theme', showTheme);

  // ── menus: <details class="q-menu"> ──
  function closeMenus(except) {
    document.querySelectorAll('details.q-menu[open]').forEach((menu) => { if (menu !== except) menu.open = false; });
  }
  document.addEventListener('toggle', (event) => {
    if (event.target.matches && event.target.matches('details.q-menu') && event.target.open) {
      closeMenus(event.target);
      const first = event.target.querySelector('[autofocus], .q-menu-form input:not([type=hidden])');
      if (first) first.focus();
    }
  }, true);

  document.addEventListener('click', (event) => {
    const theme = event.target.closest('button[data-theme-choice]');
    if (theme) { window.quanhengTheme.choose(theme.dataset.themeChoice); showTheme(); }

    const sideButton = event.target.closest('[data-side-toggle]');
    if (sideButton) toggleSide(sideButton);

    const disclosure = event.target.closest('[data-discloses]');
    if (disclosure) disclose(disclosure, !isDisclosed(disclosure));

    const opener = event.target.closest('[data-open-dialog]');
    if (opener) document.getElementById(opener.dataset.openDialog).showModal();
    const closer = event.target.closest('[data-close-dialog]');
    if (closer) closer.closest('dialog').close();

    const print = event.target.closest('[data-print]');
    if (print) window.print();

    closeMenus(event.target.closest('details.q-menu'));
  });

  // ── a button that shows what it controls ──
  const isDisclosed = (button) => button.getAttribute('aria-expanded') === 'true';
  function disclose(button, isShown) {
    document.getElementById(button.getAttribute('aria-controls')).classList.toggle('is-open', isShown);
    button.setAttribute('aria-expanded', String(isShown));
  }
  window.quanhengDisclose = disclose;

  function toggleSide(button) {
    const side = document.getElementById(button.getAttribute('aria-controls'));
    const isOpen = side.classList.toggle('is-open');
    button.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) { const first = side.querySelector('.q-nav'); if (first) first.focus(); }
  }

  // ── keys: listed under ?, off inside fields, and to be switched off altogether (WCAG 2.1.4) ──
  const keysAreOff = () => { try { return localStorage.getItem(KEYS_OFF) === '1'; } catch (error) { return false; } };
  const isTyping = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      const menu = document.querySelector('details.q-menu[open]');
      if (menu) { menu.open = false; menu.querySelector('summary').focus(); event.preventDefault(); return; }
      const side = document.querySelector('.q-side.is-open');
      const button = document.querySelector('[data-side-toggle]');
      if (side && button && button.getAttribute('aria-expanded') === 'true') { toggleSide(button); button.focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || keysAreOff()) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.key === '/') {
      const search = document.querySelector('[data-search]');
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === '?' || event.key === '？') {
      event.preventDefault();
      openHelp();
    } else {
      const target = Array.from(document.querySelectorAll('[data-key]')).find((each) => each.dataset.key === event.key && each.offsetParent !== null);
      if (target) { event.preventDefault(); if (target.matches('input, select, textarea')) target.focus(); else target.click(); }
    }
  });

  // The keys of the page itself stand on its own buttons and links; the list is read off them.
  function openHelp() {
    const dialog = document.getElementById('keyboard-help');
    if (!dialog) return;
    const list = dialog.querySelector('.q-shortcuts');
    list.querySelectorAll('[data-of-page]').forEach((each) => each.remove());
    document.querySelectorAll('[data-key], template[data-shortcut]').forEach((each) => {
      const label = each.dataset.label || each.getAttribute('aria-label') || each.textContent.trim();
      const key = document.createElement('dt');
      const text = document.createElement('dd');
      key.dataset.ofPage = text.dataset.ofPage = '';
      key.appendChild(document.createElement('kbd')).textContent = each.dataset.key || each.dataset.shortcut;
      text.textContent = label;
      list.append(key, text);
    });
    dialog.querySelector('[data-keys-switch]').checked = !keysAreOff();
    dialog.showModal();
  }
  document.addEventListener('click', (event) => { if (event.target.closest('[data-open-help]')) { closeMenus(); openHelp(); } });
  document.addEventListener('change', (event) => {
    if (!event.target.matches('[data-keys-switch]')) return;
    try { localStorage.setItem(KEYS_OFF, event.target.checked ? '0' : '1'); } catch (error) { event.target.checked = true; }
  });

  // ── a drop zone names the file that it holds ──
  document.addEventListener('change', (event) => {
    const zone = event.target.closest('.q-drop');
    if (!zone || event.target.type !== 'file') return;
    const words = zone.querySelector('b');
    words.dataset.empty = words.dataset.empty || words.textContent;
    words.textContent = Array.from(event.target.files, (file) => file.name).join(', ') || words.dataset.empty;
  });
  for (const [type, isOver] of [['dragenter', true], ['dragover', true], ['dragleave', false], ['drop', false]]) {
    document.addEventListener(type, (event) => {
      const zone = event.target.closest && event.target.closest('.q-drop');
      if (zone) zone.classList.toggle('is-over', isOver);
    });
  }

  // ── loaded on need: the charts and the long pickers are large, and few pages have them ──
  const loaded = {};
  function load(url) {
    loaded[url] = loaded[url] || new Promise((resolve, reject) => {
      const isStyle = url.split('?')[0].endsWith('.css');
      const element = document.createElement(isStyle ? 'link' : 'script');
      element.onload = resolve;
      element.onerror = () => reject(new Error('could not load ' + url));
      if (isStyle) { element.rel = 'stylesheet'; element.href = url; } else { element.src = url; element.async = false; }
      document.head.appendChild(element);
    });
    return loaded[url];
  }
  function loadFor(selector, name, root) {
    if (!root.querySelector(selector)) return;
    const urls = document.querySelector(`meta[name="quanheng-${name}"]`).content.split(' ');
    Promise.all(urls.map(load)).then(() => document.dispatchEvent(new CustomEvent('quanheng:' + name)));
  }
  function equip(root) {
    loadFor('[data-chart]', 'charts', root);
    loadFor('[data-pick]', 'pickers', root);
  }
  document.addEventListener('htmx:load', (event) => equip(event.detail.elt));
  document.addEventListener('DOMContentLoaded', () => {
    showTheme();
    equip(document);
    // On the rail the names are out of sight: show them under the pointer.
    document.querySelectorAll('.q-app--rail .q-nav').forEach((link) => { link.title = link.textContent.trim(); });
    const errors = document.querySelector('[data-error-summary]');
    if (errors) errors.focus();
  });
})();
