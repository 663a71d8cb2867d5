// The page of the store's figures.
const whole = (value) => Math.round(value).toLocaleString('en');
const ms = (value) => (value === undefined ? '' : value < 10 ? value.toFixed(1) : whole(value));
const ratio = (value) => (value < 10 ? value.toFixed(2) : whole(value));

export function page({ sizes, main, runs, file, machine }) {
  const measured = sizes.find(({ size }) => size === main);
  const lines = [
    '# The embedded store at scale',
    '',
    `Records of ${measured.ingest.jsonBytes.toFixed(0)} bytes of JSON on average, about 86 ms apart, so that 10 million are ten days. Medians of`,
    `${runs} runs; shell commands that take minutes are run once. All caches are warm.`,
    '',
    machine,
    '',
    '## Ingest',
    '',
    'Lines are read, parsed, validated, deduplicated by id and acknowledged after a synced write, while the compactor makes',
    'Parquet segments in a process of its own on the same processors.',
    '',
    `| | ${sizes.map(({ size }) => `to ${whole(size)}`).join(' | ')} | reach |`,
    `| --- | ${sizes.map(() => '---').join(' | ')} | --- |`,
    row('records/s, acknowledged', sizes, ({ ingest }) => whole(ingest.acknowledged), '≥ 150,000'),
    row('records/s until everything is compacted', sizes, ({ ingest }) => whole(ingest.compacted), ''),
    row(
      'processor time a record in the process that writes',
      sizes,
      ({ ingest }) => `${ingest.processorMicros.toFixed(1)} µs`,
      '',
    ),
    row('bytes a record on disk, indexes included', sizes, ({ ingest }) => ingest.bytes.toFixed(1), '≤ 50'),
    row('segments', sizes, ({ ingest }) => whole(ingest.segments), ''),
    row('fdatasync, 99th percentile', sizes, ({ ingest }) => `${ms(ingest.syncP99)} ms`, ''),
    row('the same under eight questions at once', sizes, ({ ingest }) => `${ms(ingest.besideSyncP99)} ms`, '< 50 ms'),
    row('records/s beside those questions', sizes, ({ ingest }) => whole(ingest.besideAcknowledged), ''),
    row('compactor, peak memory', sizes, ({ ingest }) => `${ingest.compactor ?? '–'} MiB`, '≤ 300'),
    row('query process, peak memory', sizes, ({ reader }) => `${reader ?? '–'} MiB`, '≤ 350'),
    '',
    `## Questions at ${whole(main)} records, beside ripgrep and jq`,
    '',
    '| question | store, ms | shell, ms | faster by | reach | found: store, shell |',
    '| --- | --- | --- | --- | --- | --- |',
    ...measured.answers.map(
      ({ name, warm, shell, target, found, shellFound }) =>
        `| ${name} | ${ms(warm)} | ${ms(shell)} | ${ratio(shell / warm)} × | ${target === undefined ? '' : `≥ ${ratio(target)} ×`} | ${found}, ${shellFound} |`,
    ),
    '',
    '## Cost against size, ms',
    '',
    `| question | ${sizes.map(({ size }) => whole(size)).join(' | ')} | per 3 × of data |`,
    `| --- | ${sizes.map(() => '---').join(' | ')} | --- |`,
    ...sizes[0].answers.map(({ name, grows }, index) => {
      const times = sizes.map(({ answers }) => answers[index].warm);
      const growth = (times.at(-1) / times[0]) ** (Math.log(3) / Math.log(sizes.at(-1).size / sizes[0].size));
      return `| ${name} | ${times.map(ms).join(' | ')} | ${growth.toFixed(2)} ×${grows ? ' (reach: < 1.5)' : ''} |`;
    }),
    '',
    'The shell commands:',
    '',
    ...measured.answers.map(({ name, command }) => `- ${name}: \`${command.replaceAll(file, 'FILE')}\``),
  ];
  return `${lines.join('\n')}\n`;
}

function row(name, sizes, cell, reach) {
  return `| ${name} | ${sizes.map(cell).join(' | ')} | ${reach} |`;
}
