/* The kinds of charts. One question each; the allowed zone is always the same band and lines. */
(function () {
  'use strict';
  const { kinds, token, number, signed, ground, axis, step, shapes } = window.quanhengCharts;
  const series = (index) => token('c' + (index + 1));

  // Errors over time within the band of the maximum permissible error. What lies outside is larger and red.
  kinds.history = (data, width) => {
    const option = ground();
    const isNarrow = width < 480;
    option.grid.right = isNarrow ? 44 : 76;
    option.grid.top = 34;
    option.tooltip.valueFormatter = (value) => (value === null || value === undefined ? '—' : signed(value, data.decimals));
    option.xAxis = axis({
      type: 'category', data: data.dates, boundaryGap: true, splitLine: { show: false },
      axisLabel: { formatter: (value) => value.slice(0, 7), interval: Math.max(0, Math.ceil(data.dates.length / (isNarrow ? 4 : 6)) - 1), color: token('text-2') },
    });
    option.yAxis = axis({
      type: 'value', min: -data.reach, max: data.reach, interval: data.limit / 3, name: data.axis, nameLocation: 'end', nameGap: 14,
      nameTextStyle: { align: 'left', color: token('text-2') }, splitLine: { show: false },
      axisLabel: { showMinLabel: false, showMaxLabel: false, formatter: (value) => (Math.abs(value) > data.limit * 1.01 ? '' : signed(value, data.decimals)), color: token('text-2') },
    });
    const band = { silent: true, itemStyle: { color: token('band') }, data: [[{ yAxis: -data.limit }, { yAxis: data.limit }]] };
    const lines = {
      silent: true, symbol: 'none', lineStyle: { color: token('text-2'), width: 1, type: 'solid' },
      label: { show: true, position: 'end', color: token('text-2'), fontSize: 12, formatter: (each) => (each.value === 0 ? '' : (each.value > 0 && !isNarrow ? data.limitName + ' ' : '') + signed(each.value, data.decimals)) },
      data: [
        { yAxis: data.limit }, { yAxis: -data.limit }, { yAxis: 0, lineStyle: { color: token('line-strong') } },
        ...data.marks.map((mark) => ({ xAxis: mark.at, lineStyle: { type: 'dashed', color: token('line-strong') }, label: { formatter: mark.text, position: 'end', color: token('text-2') } })),
      ],
    };
    // Names at the ends of the lines are moved apart where the lines end close to each other.
    const ends = data.series.map((each, index) => ({ index, value: each.values[each.values.length - 1] || 0 })).sort((a, b) => b.value - a.value);
    const nudges = {};
    const pixels = 190 / (2 * data.reach);
    let last = -Infinity;
    ends.forEach(({ index, value }) => {
      const wanted = -value * pixels;
      const placed = Math.max(wanted, last + 13);
      nudges[index] = placed - wanted;
      last = placed;
    });
    option.series = data.series.map((each, index) => ({
      name: each.name, type: 'line', symbol: shapes[index % shapes.length], symbolSize: 7, lineStyle: { width: 1.8 }, color: series(index), connectNulls: false,
      data: each.values.map((value) => (value !== null && Math.abs(value) > data.limit ? { value, symbolSize: 11, itemStyle: { color: token('bad') } } : value)),
      endLabel: { show: true, formatter: each.short, color: series(index), fontSize: 12, offset: [4, nudges[index]] },
      markArea: index ? undefined : band, markLine: index ? undefined : lines,
    }));
    option.legend = { show: false };
    return option;
  };

  // Errors against the load, within the steps of the maximum permissible error; bars are U.
  kinds.load = (data) => {
    const option = ground();
    const largest = data.zones[data.zones.length - 1][1];
    const scale = largest >= 5000 ? 1000 : 1;
    const unit = step(data.reach, 4);
    const reach = Math.ceil(data.reach / unit) * unit;
    const places = unit < 1 ? 2 : 1;
    option.grid = Object.assign(option.grid, { top: 30, right: 14, bottom: 22 });
    option.tooltip.trigger = 'item';
    option.tooltip.formatter = (each) => `${each.seriesName}  ${number(each.value[0], 0)}\n${signed(each.value[1], data.decimals)}`;
    option.xAxis = axis({ type: 'value', min: 0, max: largest, interval: step(largest, 6), splitLine: { show: false }, name: data.loadAxis, nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: (value) => number(value / scale, scale === 1 ? 0 : 1), color: token('text-2') } });
    option.yAxis = axis({ type: 'value', min: -reach, max: reach, interval: unit, name: data.errorAxis, nameGap: 12, nameTextStyle: { align: 'left', color: token('text-2') }, splitLine: { show: false }, axisLabel: { formatter: (value) => signed(value, places), color: token('text-2') } });
    const outline = data.zones.flatMap(([from, to, limit]) => [[from, limit], [to, limit]]);
    const edge = (sign) => ({ type: 'line', silent: true, tooltip: { show: false }, data: outline.map(([load, limit]) => [load, sign * limit]), symbol: 'none', lineStyle: { color: token('text-2'), width: 1.1 }, z: 2 });
    const zone = {
      type: 'custom', silent: true, z: 1, tooltip: { show: false }, data: data.zones,
      renderItem: (_parameters, api) => {
        const a = api.coord([api.value(0), api.value(2)]);
        const b = api.coord([api.value(1), -api.value(2)]);
        return { type: 'rect', shape: { x: a[0], y: a[1], width: b[0] - a[0], height: b[1] - a[1] }, style: { fill: token('band') } };
      },
    };
    const bars = {
      type: 'custom', silent: true, z: 3, tooltip: { show: false }, data: data.up.concat(data.down).filter((point) => point[2]),
      renderItem: (_parameters, api) => {
        const top = api.coord([api.value(0), api.value(1) + api.value(2)]);
        const bottom = api.coord([api.value(0), api.value(1) - api.value(2)]);
        return { type: 'line', shape: { x1: top[0], y1: top[1], x2: bottom[0], y2: bottom[1] }, style: { stroke: token('text-3'), lineWidth: 1.2 } };
      },
    };
    const run = (points, index, rotate) => ({ name: data.names[index], type: 'line', data: points.map((point) => point.slice(0, 2)), symbol: 'triangle', symbolRotate: rotate, symbolSize: 8, color: series(index), lineStyle: { width: 1.6 }, z: 4 });
    const zero = { type: 'line', silent: true, tooltip: { show: false }, data: [[0, 0], [largest, 0]], symbol: 'none', lineStyle: { color: token('line-strong'), width: 1 } };
    option.series = [zone, edge(1), edge(-1), zero, bars, run(data.up, 0, 0), run(data.down, 1, 180)];
    return option;
  };

  // Amounts side by side, always from zero; what exceeds the capacity is drawn in the second colour.
  kinds.bars = (data, width) => {
    const option = ground();
    const highest = Math.max(...data.values, data.capacity || 0);
    const unit = step(highest, 4);
    option.grid = Object.assign(option.grid, { right: 8, top: 16 });
    option.tooltip.valueFormatter = (value) => number(value, 0);
    option.xAxis = axis({ type: 'category', data: data.names, splitLine: { show: false }, axisLabel: { interval: Math.max(0, Math.ceil(data.names.length / (width < 420 ? 4 : 6)) - 1), color: token('text-2') } });
    option.yAxis = axis({ type: 'value', min: 0, max: Math.ceil(highest / unit) * unit, interval: unit, axisLabel: { formatter: (value) => number(value, 0), color: token('text-2') } });
    const exceeds = (value) => data.capacity !== null && value > data.capacity;
    const line = data.capacity === null ? undefined : {
      silent: true, symbol: 'none', lineStyle: { color: token('text'), width: 1.2, type: 'solid' }, data: [{ yAxis: data.capacity }],
      label: { formatter: `${data.capacityLabel} ${number(data.capacity, 0)}`, position: 'insideEndTop', color: token('text'), fontSize: 12 },
    };
    option.series = [{ type: 'bar', barWidth: '58%', data: data.values.map((value) => ({ value, itemStyle: { color: exceeds(value) ? token('c2') : token('seq-4') } })), markLine: line }];
    return option;
  };

  // A figure against its target: both hold from a day until the next change. Filled only where the axis starts at zero.
  kinds.target = (data) => {
    const option = ground();
    option.grid = Object.assign(option.grid, { right: 72, top: 28 });
    option.tooltip.valueFormatter = (value) => (value === null || value === undefined ? '—' : number(value, 1) + (data.unit ? '\u202f' + data.unit : ''));
    option.xAxis = axis({ type: 'category', data: data.dates, boundaryGap: false, splitLine: { show: false }, axisLabel: { interval: (_index, value) => data.shown.includes(value), color: token('text-2'), showMaxLabel: true } });
    option.yAxis = axis({ type: 'value', min: data.low, max: data.high, interval: data.step, name: data.unit, nameTextStyle: { align: 'right', color: token('text-2') }, nameGap: 10 });
    const end = (run) => run.values.filter((value) => value !== null).pop();
    const isClose = Math.abs(end(data.figure) - end(data.target)) < (data.high - data.low) / 10;
    const above = end(data.figure) >= end(data.target) ? -1 : 1;
    option.series = [
      { name: data.target.name, type: 'line', step: 'end', data: data.target.values, symbol: 'none', lineStyle: { color: token('text-2'), width: 1.2, type: 'dashed' }, color: token('text-2'), endLabel: { show: true, formatter: data.target.short, color: token('text-2'), fontSize: 12, offset: [2, isClose ? -above * 8 : 0] } },
      { name: data.figure.name, type: 'line', step: 'end', data: data.figure.values, symbol: 'none', lineStyle: { width: 2.2 }, color: token('c1'), areaStyle: data.low === 0 ? { color: token('band') } : undefined, endLabel: { show: true, formatter: data.figure.short, color: token('c1'), fontSize: 13, fontWeight: 600, offset: [2, isClose ? above * 8 : 0] } },
    ];
    return option;
  };
})();
