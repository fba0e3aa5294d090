/** Calls a block of a Jenkinsfile: its names are those of `delegate`, and no others. */
class Scope {
  static def call(Closure body, Object delegate) {
    def own = body.clone() as Closure
    own.delegate = delegate
    own.resolveStrategy = Closure.DELEGATE_ONLY
    own.call()
  }
}
