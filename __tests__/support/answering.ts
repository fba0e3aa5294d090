/** The part of an SDK client that its middleware is added to. */
interface Client {
  readonly middlewareStack: {
    add(
      middleware: (
        next: unknown,
        context: { readonly commandName?: string },
      ) => (call: { readonly input: object }) => Promise<{ output: never; response: object }>,
      options: { readonly step: "initialize" },
    ): void;
  };
}

/** Lets a client of the AWS SDK answer by itself: nothing is sent. */
export function answering<C extends Client>(
  client: C,
  answer: (command: string, input: Readonly<Record<string, unknown>>) => object,
): C {
  client.middlewareStack.add(
    (_, { commandName = "" }) =>
      ({ input }) =>
        Promise.resolve({
          output: { $metadata: {}, ...answer(commandName, { ...input }) } as never,
          response: {},
        }),
    { step: "initialize" },
  );
  return client;
}
