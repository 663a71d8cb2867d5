import { stat } from 'node:fs/promises';
import type { WireRecord } from '@tailrace/core';
import { CommandFailure, reasonOf } from '../command-failure.ts';
import type { FileFollower } from './file-follower.ts';
import type { Follower, FollowListener } from './follower.ts';
import { pause } from './pause.ts';

/** A glob or a folder is looked at for new files this often. */
const LOOK_MILLIS = 1000;

/** What such a follower is made with. */
export interface ManyFiles {
  /** The paths that are there now. */
  list(): Promise<readonly string[]>;
  /** @param isNew - Whether the file came while others were followed, and is read from its start. */
  open(path: string, isNew: boolean): FileFollower;
}

/** Follows the files of a glob or a folder, also those that come later; one that was only moved or copied is not new. */
export class ManyFollower implements Follower {
  readonly name: string;
  readonly #files: ManyFiles;
  readonly #followers = new Map<string, FileFollower>();
  /** Files that are there under a further name: what was rotated away, and copies. */
  readonly #passed = new Set<string>();
  readonly #identities = new Set<string>();

  constructor(name: string, files: ManyFiles) {
    this.name = name;
    this.#files = files;
  }

  async last(count: number, from?: number): Promise<readonly WireRecord[]> {
    const found: WireRecord[] = [];
    for (const path of await this.#files.list()) {
      const follower = this.#files.open(path, false);
      this.#followers.set(path, follower);
      found.push(...(await follower.last(count, from)));
    }
    return found;
  }

  async follow(listener: FollowListener, signal: AbortSignal): Promise<void> {
    const running: Promise<void>[] = [];
    const start = (follower: FileFollower): void => {
      const run = follower.follow(listener, signal).catch((error: unknown) => {
        // One file that cannot be read does not end the others.
        if (!signal.aborted) listener.notice(error instanceof CommandFailure ? error.message : reasonOf(error));
      });
      running.push(run);
    };
    if (this.#followers.size === 0) listener.notice(`No file is named like ${this.name} yet.`);
    for (const follower of this.#followers.values()) start(follower);
    while (!signal.aborted) {
      await pause(LOOK_MILLIS, signal);
      if (signal.aborted) break;
      for (const follower of this.#followers.values()) this.#identities.add(follower.identity);
      for (const path of await this.#files.list()) {
        if (this.#followers.has(path) || this.#passed.has(path) || (await this.#isKnown(path))) continue;
        listener.notice(`${path} is new.`);
        const follower = this.#files.open(path, true);
        this.#followers.set(path, follower);
        start(follower);
      }
    }
    await Promise.all(running);
  }

  /** Whether what stands under a new name is one of the files that are followed: renamed, or copied before a cut. */
  async #isKnown(path: string): Promise<boolean> {
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) return true;
    const isRenamed = this.#identities.has(`${info.dev}:${info.ino}`);
    const isCopy =
      !isRenamed && (await Promise.all([...this.#followers.values()].map((one) => one.isCopy(path)))).includes(true);
    if (isRenamed || isCopy) this.#passed.add(path);
    return isRenamed || isCopy;
  }
}
