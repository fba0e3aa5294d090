import org.codehaus.groovy.control.MultipleCompilationErrorsException

// Runs the declarative Jenkinsfiles that it is given on standard input, one after the other, and says on standard output
// what happens. One JSON value a line; `harness.ts` is the other side.

def wire = new Wire(System.in, System.out)
// What a Jenkinsfile prints is no part of the conversation.
System.out = System.err

for (def task = wire.read(); task != null; task = wire.read()) {
  try {
    def root = Pipeline.parse(task.jenkinsfile as String)
    def result = new Interpreter(wire, task.build as Map).run(root)
    wire.send(end: [result: result])
  } catch (Refused e) {
    wire.send(refused: e.refusals)
  } catch (Hangs e) {
    wire.send(hangs: e.message)
  } catch (MultipleCompilationErrorsException e) {
    wire.send(refused: e.errorCollector.errors.collect { error ->
      def cause = error.hasProperty('cause') ? error.cause : null
      [line: cause?.hasProperty('line') ? cause.line : 0, what: "what Groovy cannot read: ${cause?.message ?: error}" as String]
    })
  } catch (Throwable e) {
    def text = new StringWriter()
    e.printStackTrace(new PrintWriter(text))
    wire.send(broken: text as String)
  }
}
