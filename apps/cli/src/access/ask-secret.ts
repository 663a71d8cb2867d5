import { usageFailure } from '../command-failure.ts';

const ENTER = new Set(['\r', '\n', '\u0004']);
const BACK = new Set(['\u007f', '\b']);
const INTERRUPT = '\u0003';

/** Reads a secret from standard input: typed unseen at a terminal, else its first line. */
export async function askSecret(prompt: string, stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<string> {
  if (!stdin.isTTY) return firstLine(stdin);
  // First, so that what is typed ahead of the question is not shown either.
  stdin.setRawMode(true);
  process.stderr.write(prompt);
  stdin.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of stdin as AsyncIterable<string>) {
      for (const character of chunk) {
        if (character === INTERRUPT || signal.aborted) throw usageFailure('No token was given.');
        if (ENTER.has(character)) return typed.trim();
        typed = BACK.has(character) ? typed.slice(0, -1) : typed + character;
      }
    }
    return typed.trim();
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    process.stderr.write('\n');
  }
}

const LONGEST = 64 * 1024;

async function firstLine(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += chunk.toString();
    if (text.includes('\n') || text.length > LONGEST) break;
  }
  return (text.split('\n', 1)[0] ?? '').trim();
}
