/** Makes one question of those of several environments: asked when each has asked or ended. */
export class OneQuestion {
  private readonly through = new Set<string>();
  private readonly asked = new Map<string, { question: string; answer: (agreed: boolean) => void }>();

  /**
   * @param names in the order in which they are told
   * @param ask puts the questions of these names to a person
   */
  constructor(
    private readonly names: readonly string[],
    private readonly ask: (question: string, names: readonly string[]) => Promise<boolean>,
  ) {}

  /** Whether a person agrees, to this and to what the others ask. Each asks once. */
  agrees(name: string, question: string): Promise<boolean> {
    return new Promise((answer) => {
      this.asked.set(name, { question, answer });
      this.passed(name);
    });
  }

  /** Says that it will not ask any more, whether it did or not. */
  ended(name: string): void {
    if (!this.through.has(name)) this.passed(name);
  }

  private passed(name: string): void {
    this.through.add(name);
    if (this.through.size < this.names.length || this.asked.size === 0) return;
    const asking = this.names.filter((one) => this.asked.has(one));
    const questions = asking.map((one) => this.asked.get(one)?.question).join("\n");
    // Where nobody can be asked, nobody agrees.
    void this.ask(questions, asking)
      .catch(() => false)
      .then((agreed) => {
        for (const { answer } of this.asked.values()) answer(agreed);
      });
  }
}
