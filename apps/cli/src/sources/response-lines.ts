/** The lines of a response's body, as many at a time as arrive; without blank ones. */
export async function* linesOf(response: Response): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)).filter((line) => line !== '');
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield [rest];
}
