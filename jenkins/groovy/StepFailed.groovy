/** A step that failed: hudson.AbortException and the like. */
class StepFailed extends BuildError {
  StepFailed(String message) { super(message) }
  String getResult() { 'FAILURE' }
}
