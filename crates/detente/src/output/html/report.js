// Sorts, filters and pages the table of findings. Everything here is text from strangers: it goes into the page as text, never as markup.
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const PAGE = 100;
  const LONG = 220; // characters of what was met from which on it is folded
  const count = data.time.length;
  const at = id => document.getElementById(id);
  const number = new Intl.NumberFormat('en-US').format;
  const labels = new Map([...document.querySelectorAll('#table th')].map(th => [th.dataset.key, th.textContent]));

  const state = { page: 0, sort: data.sort, down: data.sort === 'level', only: new Map() };
  let shown = Uint32Array.from({ length: count }, (_, row) => row);

  // Numbers that have the order of the texts they stand for.
  const ranks = texts => {
    const order = texts.map((_, n) => n).sort((a, b) => (texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0));
    const rank = new Uint32Array(texts.length);
    order.forEach((n, place) => { rank[n] = place; });
    return rank;
  };
  const cache = new Map();
  const once = (name, make) => cache.get(name) || cache.set(name, make()).get(name);
  const byRank = (name, texts, column) => {
    const rank = once(name, () => ranks(texts));
    return row => rank[column[row]];
  };
  const keys = {
    time: () => row => data.time[row],
    level: () => row => data.rules[data.rule[row]].level,
    rule: () => byRank('rule', data.rules.map(rule => rule.title), data.rule),
    host: () => byRank('host', data.hosts, data.host),
    user: () => byRank('user', data.users, data.user),
    file: () => byRank('file', data.files, data.file),
    met: () => { const rank = once('met', () => ranks(data.met)); return row => rank[row]; },
  };

  // What has no time comes last, whichever way the rest goes; equal rows stay in the order of the report.
  const sort = rows => {
    const key = keys[state.sort]();
    const turn = state.down ? -1 : 1;
    return rows.sort((a, b) => {
      const x = key(a), y = key(b);
      if (x === y) return a - b;
      if (x === null) return 1;
      if (y === null) return -1;
      return x < y ? -turn : turn;
    });
  };

  const moment = input => {
    const time = Date.parse(input.value && input.value + 'Z');
    return Number.isNaN(time) ? null : time;
  };

  // For each word, which texts of each list have it: a row then asks numbers, not texts.
  const searches = () => at('text').value.toLowerCase().split(/\s+/).filter(Boolean).map(word => {
    const has = text => text.toLowerCase().includes(word);
    const rules = data.rules.map(rule => has([rule.title, rule.id, rule.kind, ...rule.tactics, ...rule.techniques].join(' ')));
    const [hosts, users, files] = [data.hosts, data.users, data.files].map(texts => texts.map(has));
    return row => rules[data.rule[row]] || hosts[data.host[row]] || users[data.user[row]] || files[data.file[row]] || has(data.met[row]);
  });

  const only = {
    rule: value => { const is = data.rules.map(rule => rule.title + '\n' + rule.id === value); return row => is[data.rule[row]]; },
    host: value => { const is = data.hosts.indexOf(value); return row => data.host[row] === is; },
    user: value => { const is = data.users.indexOf(value); return row => data.user[row] === is; },
    tactic: value => { const is = data.rules.map(rule => rule.tactics.includes(value)); return row => is[data.rule[row]]; },
    technique: value => { const is = data.rules.map(rule => rule.techniques.includes(value)); return row => is[data.rule[row]]; },
  };

  const tests = () => {
    const all = searches();
    const least = Number(at('level').value), from = moment(at('from')), until = moment(at('until'));
    if (least) all.push(row => data.rules[data.rule[row]].level >= least);
    if (from !== null) all.push(row => data.time[row] !== null && data.time[row] >= from);
    if (until !== null) all.push(row => data.time[row] !== null && data.time[row] < until);
    for (const [name, value] of state.only) all.push(only[name](value));
    return all;
  };

  const filter = () => {
    const all = tests();
    shown = new Uint32Array(count).map((_, row) => row).filter(row => all.every(test => test(row)));
    sort(shown);
    state.page = 0;
    chosen();
    draw();
  };

  const element = (name, text, attributes) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    Object.assign(made, attributes);
    return made;
  };

  const time = row => {
    if (data.time[row] === null) return 'unknown';
    return new Date(data.time[row]).toISOString().replace('T', ' ').replace(/(\.000)?Z$/, '');
  };

  const met = text => {
    if (text.length <= LONG) return [document.createTextNode(text)];
    const part = element('div', text, { className: 'folded' });
    const more = element('button', 'more', { type: 'button', className: 'more', ariaExpanded: 'false' });
    more.addEventListener('click', () => {
      const folded = part.classList.toggle('folded');
      more.textContent = folded ? 'more' : 'less';
      more.ariaExpanded = String(!folded);
    });
    return [part, more];
  };

  const line = row => {
    const rule = data.rules[data.rule[row]];
    const level = data.levels[rule.level];
    const cells = [
      ['time', [time(row)]],
      ['level', [element('span', level, { className: 'swatch ' + level })]],
      ['rule', [rule.title]],
      ['host', [data.hosts[data.host[row]]]],
      ['user', [data.users[data.user[row]]]],
      ['met', met(data.met[row])],
      ['file', [data.files[data.file[row]] + ' #' + data.record[row]]],
    ];
    const tr = element('tr', undefined, { role: 'row' });
    for (const [name, parts] of cells) {
      const td = element('td', undefined, { className: name, role: 'cell' });
      td.dataset.label = labels.get(name);
      if (parts[0] !== '') td.append(...parts);
      tr.append(td);
    }
    return tr;
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    const first = state.page * PAGE, last = Math.min(first + PAGE, shown.length);
    at('rows').replaceChildren(...Array.from(shown.subarray(first, last), line));
    const which = shown.length ? number(first + 1) + ' to ' + number(last) + ' of ' : '';
    const among = shown.length < count ? ', of ' + number(count) + ' in the table' : '';
    at('status').textContent = which + number(shown.length) + (shown.length === 1 ? ' finding' : ' findings') + among;
    at('page').textContent = 'page ' + number(state.page + 1) + ' of ' + number(pages);
    at('first').disabled = at('back').disabled = state.page === 0;
    at('next').disabled = at('end').disabled = state.page + 1 >= pages;
    at('pager').hidden = pages === 1;
  };

  const turn = page => {
    const pages = Math.ceil(shown.length / PAGE);
    state.page = Math.min(Math.max(page, 0), Math.max(pages - 1, 0));
    draw();
    at('findings').scrollIntoView();
  };

  const heads = () => {
    for (const th of document.querySelectorAll('#table th')) {
      const button = element('button', th.textContent, { type: 'button' });
      button.addEventListener('click', () => {
        state.down = state.sort === th.dataset.key ? !state.down : th.dataset.key === 'level';
        state.sort = th.dataset.key;
        for (const other of document.querySelectorAll('#table th')) other.removeAttribute('aria-sort');
        th.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
        sort(shown);
        state.page = 0;
        draw();
      });
      th.replaceChildren(button);
    }
  };

  // What is chosen from a list, with a button to take it back.
  const chosen = () => {
    const buttons = [...state.only].map(([name, value]) => {
      const button = element('button', name + ': ' + value.split('\n')[0] + ' \u00d7', { type: 'button', title: 'no longer only these' });
      button.addEventListener('click', () => { state.only.delete(name); filter(); });
      return button;
    });
    at('chosen').replaceChildren(...buttons);
    at('chosen').hidden = buttons.length === 0;
  };

  const inTable = {
    rule: value => data.rules.some(rule => rule.title + '\n' + rule.id === value),
    host: value => data.hosts.includes(value),
    user: value => data.users.includes(value),
    tactic: value => data.rules.some(rule => rule.tactics.includes(value)),
    technique: value => data.rules.some(rule => rule.techniques.includes(value)),
  };

  const lists = () => {
    for (const list of document.querySelectorAll('table.list')) {
      const name = list.dataset.filter;
      for (const th of list.querySelectorAll('th')) {
        if (!inTable[name](th.dataset.value)) continue;
        const button = element('button', th.textContent, { type: 'button', title: 'only findings of this ' + name });
        button.addEventListener('click', () => {
          state.only.set(name, th.dataset.value);
          filter();
          at('findings').scrollIntoView();
        });
        th.replaceChildren(button);
      }
    }
  };

  const plot = () => {
    for (const bar of document.querySelectorAll('svg.when g')) {
      bar.addEventListener('click', () => {
        const local = millis => new Date(Number(millis)).toISOString().slice(0, 19);
        at('from').value = local(bar.dataset.from);
        at('until').value = local(bar.dataset.to);
        filter();
        at('findings').scrollIntoView();
      });
    }
  };

  const pager = () => {
    const button = (id, text, page) => {
      const made = element('button', text, { type: 'button', id });
      made.addEventListener('click', () => turn(page()));
      return made;
    };
    at('pager').append(
      button('first', 'First', () => 0),
      button('back', 'Back', () => state.page - 1),
      element('span', '', { id: 'page' }),
      button('next', 'Next', () => state.page + 1),
      button('end', 'Last', () => Math.ceil(shown.length / PAGE) - 1),
    );
  };

  const form = () => {
    const levels = data.levels.map((level, n) => element('option', n === 0 ? 'all' : n === 4 ? level : level + ' and above', { value: n }));
    at('level').append(...levels);
    let waiting;
    at('filter').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
    at('filter').addEventListener('submit', event => event.preventDefault());
    at('filter').addEventListener('reset', () => setTimeout(() => { state.only.clear(); filter(); }));
    at('filter').hidden = false;
  };

  document.documentElement.className = 'scripted';
  heads();
  lists();
  plot();
  pager();
  form();
  draw();
})();
