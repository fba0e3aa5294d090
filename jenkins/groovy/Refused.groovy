/** What this harness does not model. */
class Refused extends RuntimeException {
  final List<Map> refusals
  Refused(List<Map> refusals) { super(refusals*.what.join(', ')); this.refusals = refusals }
}
