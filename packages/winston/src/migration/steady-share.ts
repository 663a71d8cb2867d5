/** Takes a share of calls that have nothing to be told apart by: evenly, by counting, without chance. */
export class SteadyShare {
  #share = Number.NaN;
  #seen = 0;

  /** Whether the next call belongs to the share. */
  takes(share: number): boolean {
    if (share !== this.#share) {
      this.#share = share;
      this.#seen = 0;
    }
    this.#seen += 1;
    return Math.floor(this.#seen * share) > Math.floor((this.#seen - 1) * share);
  }
}
