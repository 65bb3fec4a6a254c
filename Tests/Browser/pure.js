// Tests of the console's pure modules. `pureTests(load)` answers with the names of those that fail, and why.
async function pureTests(load) {
  const { emptyState, fold, liveTurn, waitingMessages } = await load('fold.js');
  const { renderMarkdown, splitBlocks } = await load('markdown.js');
  const { clip, duration, visible } = await load('dom.js');
  const problems = [];
  const equal = (actual, expected, what) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
    }
  };
  const test = (name, body) => {
    try {
      body();
    } catch (error) {
      problems.push(`${name}: ${error.message}`);
    }
  };

  /** Events with offsets and times, of the turn `t1` unless they say otherwise. */
  const log = (...entries) => entries.map(([kind, payload = {}, more = {}], offset) => ({
    offset, kind, payload, time: new Date(1e12 + offset * 1000).toISOString(), turn: 't1', lane: 'main', ...more,
  }));
  const folded = (events) => {
    const state = emptyState();
    for (const event of events) fold(state, event);
    return state;
  };
  const said = (text) => ['message.user', { parts: [{ type: 'text', text }] }];

  test('a turn runs from its start to its end', () => {
    const events = log(said('hi'), ['turn.started'], ['turn.ended', { outcome: 'completed' }]);
    equal(liveTurn(folded(events.slice(0, 2)))?.id, 't1', 'live');
    equal(liveTurn(folded(events)), undefined, 'ended');
  });
  test('deltas joined are the message', () => {
    const run = { run: 'r1' };
    const state = folded(log(['message.started', { message: 'm' }, run], ['message.delta', { message: 'm', text: 'a' }, run],
      ['message.delta', { message: 'm', text: 'b' }, run]));
    equal([state.items[0].text, state.items[0].isStreaming], ['ab', true], 'streaming');
    fold(state, log(['message.agent', { message: 'm', parts: [{ text: 'ab' }] }, run])[0]);
    equal([state.items.length, state.items[0].isStreaming], [1, false], 'whole');
  });
  test('the middle of a log can be folded, and unknown kinds change nothing', () => {
    const state = folded(log(['message.delta', { message: 'm', text: 'b' }, { run: 'r1' }], ['tool.progress', { call: 'c', percent: 40 }],
      ['turn.ended', { outcome: 'interrupted' }], ['approval.invented', { of: 'something' }]));
    equal(state.items.map((item) => item.type), ['agent', 'tool'], 'items');
    equal(state.items[0].isCut, true, 'cut');
  });
  test('progress never falls', () => {
    const state = folded(log(['tool.started', { call: 'c' }], ['tool.progress', { call: 'c', percent: 40 }],
      ['tool.progress', { call: 'c', percent: 30 }]));
    equal(state.calls.get('c').percent, 40, 'percent');
  });
  test('a silent tool is one of which the session says so, until the next progress', () => {
    const notice = ['custom', { type: 'tool.silent', call: 'c', silent: 5, estimate: 7 }, { source: 'system' }];
    const started = ['tool.started', { call: 'c' }];
    const call = (...entries) => folded(log(...entries)).calls.get('c');
    equal([call(started, notice).isSilent, call(started, notice).estimate], [true, 7], 'told');
    equal(call(started, notice, ['tool.progress', { call: 'c', percent: 40 }]).isSilent, false, 'progress');
    equal(call(started, [notice[0], notice[1], { source: 'client' }]).isSilent, undefined, 'forged');
    equal(folded(log(notice)).calls.size, 0, 'unknown call');
  });
  test('a message waits until it is used, moved or withdrawn', () => {
    const queued = log(said('later'), ['turn.queued']);
    equal(waitingMessages(folded(queued)).length, 1, 'queued');
    equal(waitingMessages(folded([...queued, ...log(['turn.started'])])).length, 0, 'started');
    const state = folded(queued);
    fold(state, log(['events.hidden', { from: 0, to: 0 }])[0]);
    equal(waitingMessages(state).length, 0, 'withdrawn');
  });
  test('what the agent asks is open until somebody has answered', () => {
    const asked = log(['input.requested', { call: 'c', kind: 'question', prompt: 'Well?' }]);
    equal([...folded(asked).inputs.values()].map((input) => [input.call, input.turn]), [['c', 't1']], 'open');
    const answered = log(['input.resolved', { call: 'c', by: 'ann', answer: 'yes' }]);
    equal(folded([...asked, ...answered]).inputs.size, 0, 'answered');
  });
  test('a decision moves a message to another turn', () => {
    const state = folded(log(said('go'), ['turn.queued'], ['turn.started', {}, { turn: 't2' }],
      ['arbiter.decided', { event: 0, action: 'steer', reason: 'r' }, { turn: 't2' }]));
    equal([state.turns.get('t1').messages.length, state.turns.get('t2').messages.length], [0, 1], 'messages');
  });
  test('an interrupted turn keeps its results and says who used them', () => {
    const state = folded(log(['turn.started'], ['partial.updated', { key: 'k', value: [1], revision: 1, complete: true }, { run: 'r' }],
      ['turn.ended', { outcome: 'interrupted' }], ['context.transferred', { from: 't1' }, { turn: 't2' }]));
    const turn = state.turns.get('t1');
    equal([turn.partials.size, turn.usedBy, state.items.at(-1).type], [1, 't2', 'end'], 'turn');
  });
  test('ten thousand events fold in less than a tenth of a second each thousand', () => {
    const events = log(...Array.from({ length: 10_000 }, (_, index) => ['message.delta', { message: `m${index % 50}`, text: 'x' }, { run: 'r' }]));
    const start = performance.now();
    folded(events);
    if (performance.now() - start > 1000) throw new Error(`${performance.now() - start} ms`);
  });

  test('a turn on the side lane is not the one that works', () => {
    const side = { turn: 't2', lane: 'side' };
    const state = folded(log(said('long work'), ['turn.started'], [...said('and beside it?'), { turn: 't2' }],
      ['turn.started', { beside: 't1' }, side]));
    equal([liveTurn(state).id, state.turns.get('t2').lane], ['t1', 'side'], 'lanes');
    fold(state, log(['turn.ended', { outcome: 'completed' }, side])[0]);
    equal(liveTurn(state)?.id, 't1', 'live');
  });

  const rendered = (text) => {
    const node = document.createElement('div');
    renderMarkdown(node, text);
    return node;
  };
  const tags = (text) => [...rendered(text).querySelectorAll('*')].map((node) => node.localName);
  test('marks become elements', () => {
    equal(tags('**b** and *e* and `c`'), ['p', 'strong', 'em', 'code'], 'inline');
    equal(tags('- a\n- b\n  - c'), ['ul', 'li', 'li', 'ul', 'li'], 'list');
    equal(tags('# h\n\n> q\n\n---'), ['h4', 'blockquote', 'p', 'hr'], 'blocks');
    equal(tags('| a | b |\n|---|---|\n| 1 | 2 |'), ['div', 'table', 'thead', 'tr', 'th', 'th', 'tbody', 'tr', 'td', 'td'], 'table');
    equal(tags('```js\nlet a;\n\nb\n```\nafter'), ['pre', 'code', 'p'], 'fence');
  });
  test('what is no mark stays text', () => {
    for (const text of ['a * b * c', 'snake_case_name', '<b>x</b>', '![i](https://h/x.png)', '[a](javascript:alert(1))', '**', '`open']) {
      equal(rendered(text).textContent.replace(/ \(.*\)$/, ''), text.replace('[i](https://h/x.png)', 'i'), text);
      equal(rendered(text).querySelector('img, b, script, a[href^=javascript]'), null, text);
    }
  });
  test('links show where they lead', () => {
    const node = rendered('[your bank](https://evil.example/x)');
    equal(node.textContent, 'your bank (evil.example)', 'text');
    equal(node.querySelector('a').rel, 'noopener noreferrer', 'rel');
  });
  test('unchanged blocks keep their elements', () => {
    const node = rendered('one\n\ntwo');
    const first = node.firstElementChild;
    renderMarkdown(node, 'one\n\ntwo and more');
    equal(node.firstElementChild === first, true, 'first');
    equal(node.textContent, 'onetwo and more', 'text');
  });
  test('hostile texts cost no more than others', () => {
    const unit = 30_000;
    for (const part of ['*a ', '**a ', '_', '[', '![a](', '`', '``a`', '> ', '- ', '# ', '|-', '\\*', 'http://a', '\n', ' #']) {
      const text = part.repeat(unit / part.length);
      const start = performance.now();
      rendered(`x ${text}`);
      rendered(text);
      if (performance.now() - start > 1500) throw new Error(`${JSON.stringify(part)} takes ${performance.now() - start} ms`);
    }
  });
  test('blocks together are the text', () => {
    equal(splitBlocks('a\n\n- b\n\n  c\n\nd'), ['a', '- b\n\n  c', 'd'], 'blocks');
  });
  test('words for times and for what cannot be seen', () => {
    equal([duration(40), duration(840), duration(12_300), duration(185_000)], ['40 ms', '0.8 s', '12 s', '3 min 5 s'], 'durations');
    equal(visible('a\u202Eb\u0007\r\nc'), 'a[U+202E]b[U+0007]\nc', 'visible');
    equal([clip('short'), clip('x'.repeat(40_000)).length, clip('\n'.repeat(1000)).length], ['short', 32_000, 249], 'clip');
  });
  return problems;
}
