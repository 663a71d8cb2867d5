/** Counts over time, in intervals that grow with the time that is seen: any span fits, and no end has to be known. */
export class Timeline {
  readonly #scale: TimelineScale;
  #width: number;
  #counts = new Map<number, number>();

  constructor(scale: TimelineScale) {
    this.#scale = scale;
    this.#width = scale.width;
  }

  add(millis: number, weight: number): void {
    this.#scale.see(millis);
    this.#catchUp();
    const bucket = Math.floor(millis / this.#width);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + weight);
  }

  /** Counts from the first interval that anything was seen in to the last. */
  counts(): number[] {
    this.#catchUp();
    const { first, last } = this.#scale;
    if (first > last) return [];
    return Array.from({ length: last - first + 1 }, (_, index) => this.#counts.get(first + index) ?? 0);
  }

  /** Adds intervals up where the scale has got wider meanwhile. */
  #catchUp(): void {
    while (this.#width < this.#scale.width) {
      const wider = new Map<number, number>();
      for (const [bucket, count] of this.#counts) {
        const into = Math.floor(bucket / 2);
        wider.set(into, (wider.get(into) ?? 0) + count);
      }
      this.#counts = wider;
      this.#width *= 2;
    }
  }
}

/** What several timelines have in common: how long an interval is, and from when to when they go. */
export class TimelineScale {
  readonly #maxBuckets: number;
  #oldest = Number.POSITIVE_INFINITY;
  #newest = Number.NEGATIVE_INFINITY;
  /** Length of an interval, epoch milliseconds. */
  width = 1;

  /** @param maxBuckets - Intervals at the most. */
  constructor(maxBuckets: number) {
    this.#maxBuckets = maxBuckets;
  }

  get first(): number {
    return Math.floor(this.#oldest / this.width);
  }

  get last(): number {
    return Math.floor(this.#newest / this.width);
  }

  see(millis: number): void {
    if (!Number.isFinite(millis)) return;
    this.#oldest = Math.min(this.#oldest, millis);
    this.#newest = Math.max(this.#newest, millis);
    while (this.last - this.first + 1 > this.#maxBuckets) this.width *= 2;
  }
}
