import type { CommandContext } from '../command-context.ts';
import type { Given } from '../command-line/given.ts';
import { makePrinter } from '../output/make-printer.ts';
import { withMatch } from '../output/matches.ts';
import { outputForm } from '../output/output-form.ts';
import type { FilterNode } from '@tailrace/query';
import { palette, wantsColour } from '../terminal/colour.ts';
import type { Neighbour } from './neighbourhood.ts';

/** Prints neighbours with the match marked; in forms for people `--` stands where something was left out. */
export class NeighbourPrinter {
  readonly #print: (neighbour: Neighbour) => Promise<void>;
  readonly #end: () => Promise<void>;
  #count = 0;

  private constructor(print: (neighbour: Neighbour) => Promise<void>, end: () => Promise<void>) {
    this.#print = print;
    this.#end = end;
  }

  static async make(given: Given, context: CommandContext, filter?: FilterNode): Promise<NeighbourPrinter> {
    const { stdout, settings, environment } = context;
    const form = outputForm(given, context);
    const forPeople = form === 'pretty' || form === 'raw' || form === 'template';
    const marks = palette(wantsColour(settings.color, environment, stdout.isTerminal), settings.theme);
    const printer = await makePrinter(given, context, { streaming: true, ...(filter !== undefined && { filter }) });
    const print = async ({ record, match, apart }: Neighbour): Promise<void> => {
      if (apart && forPeople) await stdout.line(marks.faint('--'));
      await printer.print(withMatch(record, match));
    };
    return new NeighbourPrinter(print, async () => printer.end());
  }

  get count(): number {
    return this.#count;
  }

  async print(neighbour: Neighbour): Promise<void> {
    this.#count += 1;
    await this.#print(neighbour);
  }

  end(): Promise<void> {
    return this.#end();
  }
}
