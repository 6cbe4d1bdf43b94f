/* Charts: finds them, and draws them in the colours of the theme.
   Canvas only, no style attribute in markup: `default-src 'self'` holds. */
(function () {
  'use strict';
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue('--q-' + name).trim();
  const MINUS = '\u2212';
  const NARROW = '\u202f';
  const number = (value, places) => (value < 0 ? MINUS : '') + Math.abs(value).toFixed(places).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW);
  const signed = (value, places) => (Math.abs(value) < 0.5 * 10 ** -places ? '0' : (value > 0 ? '+' : '') + number(value, places));

  // What every chart has in common. No animation, no gradient, no legend where a line can be named at its end.
  function ground() {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: token('text-2') },
      grid: { left: 8, right: 16, top: 26, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis', renderMode: 'richText', backgroundColor: token('surface'), borderColor: token('line-strong'), borderWidth: 1,
        textStyle: { color: token('text'), fontSize: 13 }, axisPointer: { lineStyle: { color: token('line-strong') } },
      },
      aria: { enabled: false },
    };
  }
  const axis = (more) => Object.assign({
    axisLine: { lineStyle: { color: token('line-strong') } }, axisTick: { show: false }, splitLine: { lineStyle: { color: token('line') } },
    axisLabel: { color: token('text-2'), fontSize: 12 }, nameTextStyle: { color: token('text-2'), fontSize: 12 },
  }, more);
  // A step of 1, 2, 2.5 or 5 that divides a range into about `parts`.
  function step(range, parts) {
    const rough = range / parts;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) * power;
  }

  const kinds = {};
  window.quanhengCharts = { kinds, token, number, signed, ground, axis, step, shapes: ['circle', 'rect', 'triangle', 'diamond'] };

  function draw(element) {
    const data = JSON.parse(element.nextElementSibling.textContent);
    const old = window.echarts.getInstanceByDom(element);
    if (old) old.dispose();
    const chart = window.echarts.init(element, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, window.devicePixelRatio) });
    chart.setOption(kinds[element.dataset.chart](data, element.clientWidth));
    element.dataset.drawn = 'yes';
  }
  function drawAll() {
    document.querySelectorAll('[data-chart]').forEach((element) => { if (element.offsetParent !== null) draw(element); });
  }

  // `quanheng:draw` comes from figures.js when a drawing is shown again.
  for (const moment of ['quanheng:charts', 'quanheng:theme', 'quanheng:draw', 'htmx:load']) document.addEventListener(moment, drawAll);
  let waiting = 0;
  addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(drawAll, 120); });
})();
