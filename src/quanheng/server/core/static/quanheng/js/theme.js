/* Runs before anything is painted: marks that scripts work, and sets the light or dark theme. */
(function () {
  'use strict';
  const KEY = 'quanheng-theme';
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');

  function chosen() {
    // Storage may be closed to us (private windows of some browsers): then the system's theme holds.
    try { return localStorage.getItem(KEY) || 'system'; } catch (error) { return 'system'; }
  }
  function apply() {
    const choice = chosen();
    const theme = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;
    if (root.dataset.bsTheme !== theme || root.dataset.themeChoice !== choice) {
      root.dataset.bsTheme = theme;
      root.dataset.themeChoice = choice;
      document.dispatchEvent(new CustomEvent('quanheng:theme', { detail: { theme, choice } }));
    }
  }
  function choose(choice) {
    try { localStorage.setItem(KEY, choice); } catch (error) { root.dataset.themeChoice = choice; }
    apply();
  }

  root.classList.add('q-js');
  system.addEventListener('change', apply);
  addEventListener('storage', (event) => { if (event.key === KEY) apply(); });
  // Paper is light: the canvas charts are drawn anew for it.
  addEventListener('beforeprint', () => { root.dataset.bsTheme = 'light'; document.dispatchEvent(new CustomEvent('quanheng:theme')); });
  addEventListener('afterprint', () => { delete root.dataset.bsTheme; apply(); });
  window.quanhengTheme = { chosen, choose };
  apply();
})();
