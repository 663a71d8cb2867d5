import { METRICS, type MetricDescription, type MetricName } from './metric-names.ts';

/** Upper bounds of the duration buckets, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Observed {
  readonly buckets: number[];
  count: number;
  sum: number;
}

/** Keeps the collector's numbers, and writes them in the Prometheus text format 0.0.4. */
export class MetricRegistry {
  readonly #numbers = new Map<MetricName, Map<string, number>>();
  readonly #histograms = new Map<MetricName, Map<string, Observed>>();

  /** Adds to a counter. */
  add(name: MetricName, by = 1, label = ''): void {
    const values = valuesOf(this.#numbers, name);
    values.set(label, (values.get(label) ?? 0) + by);
  }

  /** Sets a gauge, or a counter that is kept elsewhere. */
  set(name: MetricName, value: number, label = ''): void {
    valuesOf(this.#numbers, name).set(label, value);
  }

  /** Adds one duration to a histogram. */
  observe(name: MetricName, seconds: number, label = ''): void {
    const byLabel = valuesOf(this.#histograms, name);
    let observed = byLabel.get(label);
    if (observed === undefined) {
      observed = { buckets: BUCKETS.map(() => 0), count: 0, sum: 0 };
      byLabel.set(label, observed);
    }
    const at = BUCKETS.findIndex((bound) => seconds <= bound);
    if (at >= 0) observed.buckets[at] = (observed.buckets[at] ?? 0) + 1;
    observed.count += 1;
    observed.sum += seconds;
  }

  /** Answers a number, summed over its labels unless one is named. */
  read(name: MetricName, label?: string): number {
    const values = this.#numbers.get(name);
    if (label !== undefined) return values?.get(label) ?? 0;
    return [...(values?.values() ?? [])].reduce((sum, value) => sum + value, 0);
  }

  /** Writes everything as text. */
  render(): string {
    const lines: string[] = [];
    for (const [name, description] of Object.entries<MetricDescription>(METRICS)) {
      lines.push(`# HELP ${name} ${description.help}`, `# TYPE ${name} ${description.type}`);
      if (description.type === 'histogram') this.#renderHistogram(lines, name as MetricName, description);
      else this.#renderNumbers(lines, name as MetricName, description);
    }
    return `${lines.join('\n')}\n`;
  }

  #renderNumbers(lines: string[], name: MetricName, { label }: MetricDescription): void {
    const values = this.#numbers.get(name);
    if (values === undefined && label === undefined) lines.push(`${name} 0`);
    for (const [of, value] of values ?? []) lines.push(`${name}${labels(label, of)} ${value}`);
  }

  #renderHistogram(lines: string[], name: MetricName, { label }: MetricDescription): void {
    for (const [of, observed] of this.#histograms.get(name) ?? []) {
      let total = 0;
      for (const [index, bound] of BUCKETS.entries()) {
        total += observed.buckets[index] ?? 0;
        lines.push(`${name}_bucket${labels(label, of, `le="${bound}"`)} ${total}`);
      }
      lines.push(`${name}_bucket${labels(label, of, 'le="+Inf"')} ${observed.count}`);
      lines.push(
        `${name}_sum${labels(label, of)} ${observed.sum}`,
        `${name}_count${labels(label, of)} ${observed.count}`,
      );
    }
  }
}

function valuesOf<V>(numbers: Map<MetricName, Map<string, V>>, name: MetricName): Map<string, V> {
  let values = numbers.get(name);
  if (values === undefined) {
    values = new Map();
    numbers.set(name, values);
  }
  return values;
}

function labels(name: string | undefined, value: string, more?: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const parts = [...(name === undefined ? [] : [`${name}="${escaped}"`]), ...(more === undefined ? [] : [more])];
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
