/** The conditions of `post`. */
class Post {
  /**
   * The order in which Jenkins carries them out, whatever their order in the file. That is by the ordinals of
   * pipeline-model-definition's classes (always 1000, changed 900, aborted 800, success 700, unsuccessful 650,
   * unstable 600, failure 500, cleanup -10000); the handbook lists `failure` and `unsuccessful` the other way round.
   */
  static final List<String> ORDER = ['always', 'changed', 'aborted', 'success', 'unsuccessful', 'unstable', 'failure', 'cleanup']

  private static final List<String> RESULTS = ['SUCCESS', 'UNSTABLE', 'FAILURE', 'NOT_BUILT', 'ABORTED']

  /** The worse of two results: hudson.model.Result.combine. */
  static String worse(String one, String other) {
    RESULTS[Math.max(RESULTS.indexOf(one), RESULTS.indexOf(other))]
  }

  static boolean holds(String condition, String result, String previous) {
    switch (condition) {
      case 'always':
      case 'cleanup': return true
      case 'changed': return result != previous
      case 'unsuccessful': return result != 'SUCCESS'
      default: return result == condition.toUpperCase()
    }
  }
}
