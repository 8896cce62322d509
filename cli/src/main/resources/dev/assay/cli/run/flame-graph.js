
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const ROW = 20;
const LEAST = 0.0008; // of the width: thinner bars cannot be seen, and a tree can have very many
const number = n => n.toLocaleString('en-US');
const percent = n => (100 * n / (tree.total || 1)).toFixed(1);
const name = node => node.fn < 0 ? 'whole run' : data.functions[node.fn];

// A node: its function, how often it was called, its own fuel, and what it called.
const tree = { fn: -1, calls: 1, own: 0, total: 0, depth: -1, callees: [], caller: null };
const path = [tree];
for (const [depth, fn, calls, own] of data.nodes) {
  path.length = depth + 1;
  const caller = path[depth];
  const node = { fn, calls, own, total: own, depth, callees: [], caller };
  caller.callees.push(node);
  path.push(node);
}
const nodes = [];
const walk = [tree];
while (walk.length) { const node = walk.pop(); nodes.push(node); walk.push(...node.callees); }
for (let i = nodes.length - 1; i > 0; i--) nodes[i].caller.total += nodes[i].total;

function tell(node) {
  document.getElementById('shown').textContent =
    name(node) + ': ' + number(node.total) + ' fuel (' + percent(node.total) + ' %), ' + number(node.own) + ' of it its own, '
    + number(node.calls) + (node.calls === 1 ? ' call' : ' calls');
}

function hue(text) {
  let h = 0;
  for (const c of text) h = (h * 31 + c.codePointAt(0)) % 40;
  return 18 + h;
}

function draw(root) {
  const graph = document.getElementById('graph');
  graph.replaceChildren();
  let deepest = 0;
  const left = [[root, 0]];
  while (left.length) {
    const [node, from] = left.pop();
    const width = node.total / (root.total || 1);
    if (width < LEAST && node !== root) continue;
    const row = node.depth - root.depth;
    deepest = Math.max(deepest, row);
    const bar = document.createElement('button');
    bar.type = 'button';
    bar.textContent = name(node);
    bar.title = name(node) + ' · ' + number(node.total) + ' fuel';
    bar.style.left = 100 * from + '%';
    bar.style.width = 'calc(' + 100 * width + '% - 1px)';
    bar.style.top = row * ROW + 'px';
    bar.style.background = 'hsl(' + hue(name(node)) + ' 85% 66%)';
    bar.addEventListener('click', () => draw(node));
    bar.addEventListener('mouseenter', () => tell(node));
    bar.addEventListener('focus', () => tell(node));
    graph.append(bar);
    let at = from;
    for (const callee of node.callees) {
      left.push([callee, at]);
      at += callee.total / (root.total || 1);
    }
  }
  graph.style.height = (deepest + 1) * ROW + 'px';
  const names = [];
  for (let node = root; node && node.fn >= 0; node = node.caller) names.unshift(name(node));
  document.getElementById('path').textContent = names.length ? '› ' + names.join(' › ') : '';
  tell(root);
}

function functions() {
  const all = new Map();
  const inside = new Map(); // a function that calls itself is counted once, where it was entered first
  const visit = [[tree, false]];
  while (visit.length) {
    const [node, done] = visit.pop();
    if (node.fn >= 0) {
      const depth = inside.get(node.fn) || 0;
      if (done) { inside.set(node.fn, depth - 1); continue; }
      const sum = all.get(node.fn) || { node, calls: 0, own: 0, total: 0 };
      sum.calls += node.calls;
      sum.own += node.own;
      if (depth === 0) sum.total += node.total;
      all.set(node.fn, sum);
      inside.set(node.fn, depth + 1);
      visit.push([node, true]);
    }
    for (const callee of node.callees) visit.push([callee, false]);
  }
  const body = document.getElementById('functions');
  for (const sum of [...all.values()].sort((a, b) => b.own - a.own).slice(0, 100)) {
    const row = body.insertRow();
    for (const text of [name(sum.node), number(sum.calls), number(sum.own), percent(sum.own), number(sum.total), percent(sum.total)]) {
      row.insertCell().textContent = text;
    }
  }
}

document.title = 'Fuel of ' + data.title;
document.getElementById('title').textContent = data.title;
document.getElementById('told').textContent = data.outcome + ', ' + number(data.fuel) + ' fuel';
document.getElementById('all').addEventListener('click', () => draw(tree));
functions();
draw(tree);
