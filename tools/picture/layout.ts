import type { Arrow } from "./arrows";
import type { Account, Card, Picture } from "./picture";

/** Pixels. */
export const COLUMN = 340;
const GUTTER = 150;
const MARGIN = 20;
const ACCOUNT_HEAD = 40;
export const CARD_HEAD = 38;
export const ROW = 16;
const PADDING = 8;
const GAP = 12;
/** Between parallel arrows. */
const LANE = 10;

export interface CardBox {
  readonly card: Card;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Of the first row's middle. */
  readonly rowsFrom: number;
}

export interface AccountBox {
  readonly account: Account;
  readonly x: number;
  readonly height: number;
  readonly cards: readonly CardBox[];
}

/** An arrow as lines that meet: one from each row that it starts at, to the one end. */
export interface Path {
  readonly arrow: Arrow;
  readonly lines: readonly (readonly Point[])[];
}

type Point = readonly [x: number, y: number];

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly accounts: readonly AccountBox[];
  readonly paths: readonly Path[];
}

/** Accounts as columns, their cards from top to bottom, arrows in the gutters between. */
export function layOut({ accounts, arrows }: Picture): Layout {
  const columns = accounts.map(columnOf);
  const bottom = Math.max(...columns.map(({ height }) => height)) + MARGIN;
  return {
    width: 2 * MARGIN + columns.length * COLUMN + (columns.length - 1) * GUTTER,
    height: bottom + MARGIN,
    accounts: columns,
    paths: new Router(columns).route(arrows),
  };
}

function columnOf(account: Account, index: number): AccountBox {
  const x = MARGIN + index * (COLUMN + GUTTER);
  let y = MARGIN + ACCOUNT_HEAD + GAP;
  const cards = account.cards.map((card) => {
    const trust = card.assumedBy.length > 0 ? ROW : 0;
    const height = CARD_HEAD + trust + card.rows.length * ROW + PADDING;
    const box = { card, x: x + GAP, y, height, rowsFrom: y + CARD_HEAD + trust + ROW / 2 };
    y += height + GAP;
    return box;
  });
  return { account, x, height: y - MARGIN, cards };
}

class Router {
  readonly #columns: readonly AccountBox[];
  /** Arrows so far, by gutter, by channel below a column, and by side of a card. */
  readonly #taken = new Map<string, number>();

  constructor(columns: readonly AccountBox[]) {
    this.#columns = columns;
  }

  route(arrows: readonly Arrow[]): Path[] {
    return arrows.map((arrow) => {
      const from = this.#columnOf(arrow.from);
      const to = this.#columnOf(arrow.to);
      const step = Math.sign(to - from);
      const end = this.#end(arrow, to, step);
      const bend = this.#bend(from, to, step, end);
      const lines = this.#starts(arrow, from, step).map((start): Point[] => [start, ...bend(start), end]);
      return { arrow, lines };
    });
  }

  #columnOf(id: string): number {
    return this.#columns.findIndex(
      ({ account, cards }) => account.number === id || cards.some(({ card }) => card.id === id),
    );
  }

  #card(id: string): CardBox | undefined {
    return this.#columns.flatMap(({ cards }) => cards).find(({ card }) => card.id === id);
  }

  #starts({ from, rows }: Arrow, column: number, step: number): Point[] {
    const box = this.#columns[column];
    const card = this.#card(from);
    const left = card?.x ?? box?.x ?? 0;
    const width = card === undefined ? COLUMN : COLUMN - 2 * GAP;
    const x = step > 0 ? left + width : left;
    if (card === undefined) return [[x, MARGIN + 10 + LANE * this.#next(`head ${from} ${step}`)]];
    return rows.map((row): Point => [x, card.rowsFrom + row * ROW]);
  }

  #end({ to }: Arrow, column: number, step: number): Point {
    const card = this.#card(to);
    const port = this.#next(`card ${to} ${step}`);
    const left = card?.x ?? this.#columns[column]?.x ?? 0;
    return [step > 0 ? left : left + COLUMN - 2 * GAP, (card?.y ?? 0) + LANE + port * LANE];
  }

  /** The corners between start and end: straight across one gutter, or down and below the columns between. */
  #bend(from: number, to: number, step: number, [, endY]: Point): (start: Point) => Point[] {
    const out = this.#lane(step > 0 ? from : from - 1);
    if (Math.abs(to - from) === 1)
      return ([, y]) => [
        [out, y],
        [out, endY],
      ];
    const between = this.#columns.slice(Math.min(from, to) + 1, Math.max(from, to));
    const below = MARGIN + Math.max(...between.map(({ height }) => height)) + GAP;
    const channel = below + LANE * this.#next("channel");
    const into = this.#lane(step > 0 ? to - 1 : to);
    return ([, y]) => [
      [out, y],
      [out, channel],
      [into, channel],
      [into, endY],
    ];
  }

  #lane(gutter: number): number {
    const left = (this.#columns[gutter]?.x ?? 0) + COLUMN;
    return left + LANE + LANE * this.#next(`gutter ${gutter}`);
  }

  #next(key: string): number {
    const taken = this.#taken.get(key) ?? 0;
    this.#taken.set(key, taken + 1);
    return taken;
  }
}
