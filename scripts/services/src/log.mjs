/** Says on stderr what is being installed or started, since that takes seconds in which nothing else is to be seen. */
export function log(words) {
  process.stderr.write(`services: ${words}\n`);
}
