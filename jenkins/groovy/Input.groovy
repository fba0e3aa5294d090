/**
 * Asks a person, and waits. https://www.jenkins.io/doc/pipeline/steps/pipeline-input-step/
 * Whoever may not submit is sent away and the build waits on. Administrators, who may always, are not modelled.
 */
class Input {
  private final Interpreter build
  private final Map question

  /** `question` has message, id, ok, submitter, submitterParameter and parameters. */
  Input(Interpreter build, Map question) { this.build = build; this.question = question }

  /** What was answered, as variables for the stage; throws Interrupted where it was denied, or nobody answered in time. */
  Map<String, String> ask() {
    build.emit('input', question)
    while (true) {
      def answer = build.ask('input', question)
      build.stopped(answer, "the input ${question.id}")
      def by = answer.by as String
      if (!maySubmit(by, answer.groups ?: []) && !(answer.deny && answer.mayCancel)) {
        build.emit('input refused', [id: question.id, by: by])
        continue
      }
      if (answer.deny) {
        build.emit('input denied', [id: question.id, by: by])
        throw new Interrupted('ABORTED', "Rejected by ${by}")
      }
      def values = values(answer.parameters ?: [:])
      build.emit('input approved', [id: question.id, by: by, parameters: values])
      return question.submitterParameter ? values + [(question.submitterParameter): by] : values
    }
  }

  /** InputStepExecution.canSettle: user ids and groups, separated by commas, whatever their case; without one, all who may build. */
  private boolean maySubmit(String by, List<String> groups) {
    if (question.submitter == null) return true
    def listed = question.submitter.split(',')*.trim()*.toLowerCase()
    ([by] + groups).any { it.toLowerCase() in listed }
  }

  private Map<String, String> values(Map given) {
    (question.parameters ?: []).collectEntries { [it.name, Parameters.value(it, given)] }
  }
}
