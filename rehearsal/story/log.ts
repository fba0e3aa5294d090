/** Reports one thing that just happened within a chapter. */
export type Log = (text: string) => void;
