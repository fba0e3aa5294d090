/** Somebody, or something, stopped the build: org.jenkinsci.plugins.workflow.steps.FlowInterruptedException. */
class Interrupted extends BuildError {
  final String result
  Interrupted(String result, String message) { super(message); this.result = result }
}
