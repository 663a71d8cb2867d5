import { basename, dirname, join } from 'node:path';
import { codeOf, type FileSystem } from '../file-system.ts';
import type { OpenHandle } from '../open-handle.ts';
import type { PathPart, PathTemplate } from '../path-template.ts';
import { withoutEnding } from './compression-ending.ts';
import type { FileNaming, FinishedName } from './file-naming.ts';

const DATE = String.raw`\d{4}-\d{2}-\d{2}`;
const HOUR = String.raw`\d{2}`;

/** What one captured piece of a path is. */
type Piece = 'value' | 'date' | 'hour' | 'period' | 'sequence';

/**
 * Full files get the day (or hour) and a number before the extension: `app.log` becomes `app.2026-11-22.1.log`. Where
 * the path has the day itself, the number alone is added.
 */
export class DatedNaming implements FileNaming {
  readonly #fs: FileSystem;
  readonly #extension: string;
  readonly #isDated: boolean;
  readonly #hasHour: boolean;
  readonly #pieces: readonly Piece[];
  readonly #pattern: RegExp;
  readonly #mode: number;

  constructor(template: PathTemplate, fs: FileSystem, mode: number) {
    this.#fs = fs;
    this.#mode = mode;
    this.#extension = template.extension;
    this.#isDated = template.isDated;
    this.#hasHour = template.fields.has('hour');
    const pieces: Piece[] = [];
    const segments = template.segments.map((parts, index) => {
      const isFile = index === template.segments.length - 1;
      return this.#segmentPattern(parts, isFile, pieces);
    });
    this.#pieces = pieces;
    this.#pattern = new RegExp(`^${segments.join('/')}$`, 'u');
  }

  current(path: string): string {
    return path;
  }

  turn(handle: OpenHandle, period: string): string {
    const { path } = handle;
    const target = this.#reserve(path, this.#isDated ? '' : period);
    try {
      const there = this.#fs.statSync(path, { throwIfNoEntry: false });
      if (there?.ino !== handle.inode || there.dev !== handle.device) {
        // Another process was faster: its new file is the one to go on in.
        this.#fs.unlinkSync(target);
        return path;
      }
      this.#fs.renameSync(path, target);
    } catch (error) {
      this.#giveBack(target);
      throw error;
    }
    return path;
  }

  finished(names: readonly string[], currentPeriod: string): FinishedName | undefined {
    const match = this.#pattern.exec(names.join('/'));
    if (match === null) return undefined;
    const found: Record<Piece, string[]> = { value: [], date: [], hour: [], period: [], sequence: [] };
    match.slice(1).forEach((text, index) => {
      if (text !== undefined) found[this.#pieces[index] as Piece].push(text);
    });
    const { value, date, hour } = found;
    const sequence = found.sequence[0];
    const period = found.period[0] ?? (this.#hasHour ? `${date[0] ?? ''}T${hour[0] ?? ''}` : (date[0] ?? ''));
    if (sequence === undefined && !(this.#isDated && period < currentPeriod.slice(0, period.length))) return undefined;
    // A file of a day without a number is the last of its day.
    const place = sequence === undefined ? Number.POSITIVE_INFINITY : Number(sequence);
    return { group: value.join('/'), period, sequence: place };
  }

  another(path: string): string {
    const stem = this.#stemOf(basename(path)).replace(/\.\d+$/, '');
    return this.#reserve(join(dirname(path), `${stem}${this.#extension}`), '');
  }

  /** Makes an empty file under a name that nobody has had, so that no other process takes it. */
  #reserve(path: string, period: string): string {
    const stem = `${this.#stemOf(basename(path))}${period === '' ? '' : `.${period}`}.`;
    const folder = dirname(path);
    let sequence = 1 + this.#highest(folder, stem);
    for (;;) {
      const target = join(folder, `${stem}${sequence}${this.#extension}`);
      try {
        this.#fs.closeSync(this.#fs.openSync(target, 'wx', this.#mode));
        return target;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        sequence += 1;
      }
    }
  }

  #giveBack(target: string): void {
    try {
      // Only what is empty is given back: it may be that the rename was done and reported as failed.
      if (this.#fs.statSync(target).size === 0) this.#fs.unlinkSync(target);
    } catch {
      // It is found by the next scan, as one that a crash has left.
    }
  }

  #highest(folder: string, stem: string): number {
    let highest = 0;
    for (const name of this.#fs.readdirSync(folder)) {
      const plain = withoutEnding(name);
      if (!plain.startsWith(stem) || !plain.endsWith(this.#extension)) continue;
      const number = plain.slice(stem.length, plain.length - this.#extension.length);
      if (/^\d{1,9}$/.test(number)) highest = Math.max(highest, Number(number));
    }
    return highest;
  }

  #stemOf(name: string): string {
    return name.slice(0, name.length - this.#extension.length);
  }

  #segmentPattern(parts: readonly PathPart[], isFile: boolean, pieces: Piece[]): string {
    const last = parts.length - 1;
    let pattern = '';
    parts.forEach((part, index) => {
      if (typeof part === 'string') {
        const text = isFile && index === last ? part.slice(0, part.length - this.#extension.length) : part;
        pattern += escaped(text);
        return;
      }
      const piece = part.field === 'date' || part.field === 'hour' ? part.field : 'value';
      pieces.push(piece);
      // As few as may be: the number behind a value is not part of it.
      pattern += `(${piece === 'value' ? '[^/]+?' : piece === 'date' ? DATE : HOUR})`;
    });
    if (!isFile) return pattern;
    if (!this.#isDated) {
      pieces.push('period');
      pattern += String.raw`\.(${DATE}(?:T${HOUR})?)`;
    }
    pieces.push('sequence');
    pattern += this.#isDated ? String.raw`(?:\.(\d{1,9}))?` : String.raw`\.(\d{1,9})`;
    return pattern + escaped(this.#extension);
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
