/** Says what a machine lacks for a service: the reason of a skipped test, and in CI of a failed one. */
export class Missing extends Error {
  constructor(reason, options) {
    super(reason, options);
    this.name = 'Missing';
  }
}
