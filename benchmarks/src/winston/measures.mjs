// What is measured of one logger, in a process of its own.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { CASES, DISABLED } from './cases.mjs';
import { LOGGERS } from './loggers.mjs';

/** Lines between two turns of the event loop, as a service writes them in one request. */
const PER_TURN = 20;
/** So that what is compiled and opened first is not measured; that has a row of its own. */
const WARM_UP = 50_000;
const COLD = 10_000;
const DISABLED_CALLS = 5_000_000;
const PATIENCE_MILLIS = 30_000;
const PACED_PER_SECOND = 20_000;
const PACED_SECONDS = 3;

/** Until every line is in the file, however early the logger calls itself finished. */
export async function file(name, caseName, count, filename) {
  const { file: open, keeps = false, share = 1 } = LOGGERS[name];
  const [warmUp, lines] = [WARM_UP * share, count * share];
  const logger = await open(filename);
  const log = CASES[caseName](logger);
  await inTurns(log, warmUp);
  const counted = lineCounter(filename);
  while (counted.lines() < (keeps ? 1 : warmUp)) await pause(10);
  const began = performance.now();
  const cpu = process.cpuUsage();
  await inTurns(log, lines);
  if (keeps) await logger.end();
  const deadline = performance.now() + PATIENCE_MILLIS;
  while (counted.lines() < lines + warmUp && performance.now() < deadline) await pause(1);
  const millis = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const missing = lines + warmUp - counted.lines();
  counted.close();
  return { perSecond: (lines / millis) * 1_000, cpuMicros: (user + system) / lines, missing };
}

export async function stream(name, caseName, count) {
  const log = CASES[caseName](await LOGGERS[name].stream());
  const cold = performance.now();
  await inTurns(log, COLD);
  const coldMicros = ((performance.now() - cold) * 1_000) / COLD;
  await inTurns(log, WARM_UP - COLD);
  const began = performance.now();
  const cpu = process.cpuUsage();
  await inTurns(log, count);
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (count / (performance.now() - began)) * 1_000, cpuMicros: (user + system) / count, coldMicros };
}

export async function disabled(name) {
  const log = DISABLED(await LOGGERS[name].stream());
  const count = name === 'winston' ? DISABLED_CALLS / 10 : DISABLED_CALLS;
  await inTurns(log, WARM_UP);
  const began = performance.now();
  for (let index = 0; index < count; index += 1) log();
  return { nanos: ((performance.now() - began) / count) * 1e6 };
}

/** Lines in one turn of the event loop: what of them is alive at its end, and the most that the process ever had. */
export async function burst(name, _case, count, filename) {
  const logger = await LOGGERS[name].file(filename);
  const log = CASES['five fields'](logger);
  await inTurns(log, 1_000);
  global.gc();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < count; index += 1) log();
  global.gc();
  const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  return { heapMegabytes: megabytes, rssMegabytes: process.resourceUsage().maxRSS / 1_024 };
}

/** What a service feels that logs all the time: how long a call takes, and how long the main thread is busy with it. */
export async function paced(name, _case, _count, filename) {
  const { file: open, share = 1 } = LOGGERS[name];
  const logger = await open(filename);
  const log = CASES['five fields'](logger);
  await inTurns(log, WARM_UP * share);
  await pause(200);
  const total = PACED_PER_SECOND * PACED_SECONDS;
  const calls = new Float64Array(total);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const usage = performance.eventLoopUtilization();
  delay.enable();
  const began = performance.now();
  for (let done = 0; done < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * PACED_PER_SECOND));
    for (; done < due; done += 1) {
      const start = performance.now();
      log();
      calls[done] = performance.now() - start;
    }
    await pause(2);
  }
  delay.disable();
  const { active } = performance.eventLoopUtilization(usage);
  calls.sort();
  return {
    callP99Micros: calls[Math.floor(total * 0.99)] * 1_000,
    loopMicros: (active * 1_000) / total,
    loopP99Millis: delay.percentile(99) / 1e6,
  };
}

async function inTurns(log, count) {
  for (let index = 0; index < count; index += 1) {
    log();
    if (index % PER_TURN === 0) await turn();
  }
}

/** Counts the lines of a file that grows, each byte once. */
function lineCounter(base) {
  const buffer = Buffer.allocUnsafe(2 ** 20);
  let [fd, at, lines] = [undefined, 0, 0];
  return {
    lines() {
      // winston-daily-rotate-file puts its pattern behind the name.
      const filename = existsSync(`${base}.log`) ? `${base}.log` : base;
      if (fd === undefined && !existsSync(filename)) return 0;
      fd ??= openSync(filename, 'r');
      for (let read = next(); read > 0; read = next()) {
        at += read;
        for (let found = buffer.indexOf(10); found !== -1 && found < read; found = buffer.indexOf(10, found + 1)) {
          lines += 1;
        }
      }
      return lines;
    },
    close() {
      if (fd !== undefined) closeSync(fd);
    },
  };
  function next() {
    return readSync(fd, buffer, 0, buffer.length, at);
  }
}
