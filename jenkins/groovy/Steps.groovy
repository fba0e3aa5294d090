/** The steps, as what a block of steps calls. https://www.jenkins.io/doc/pipeline/steps/ */
class Steps {
  private final Interpreter build
  private final Set<String> stashes = []

  Steps(Interpreter build) { this.build = build }

  Map getEnv() { build.environment }
  Map getParams() { build.parameters }
  String getScm() { 'scm' }

  void sh(Map args) { sh(args.script) }

  /** A shell script on the agent; fails where it ends with another code than 0. */
  void sh(CharSequence script) {
    needsAgent('sh')
    def command = script as String
    def answer = build.ask('sh', [command: command, environment: build.environment])
    // Filled in by Groovy, before the shell quotes anything: the console and the process list have the value.
    def interpolated = script instanceof GString
    build.emit('sh', [command: command, environment: build.environment, interpolated: interpolated, exit: answer.exit])
    build.stopped(answer, "`${command}`")
    if (answer.exit != 0) throw new StepFailed("script returned exit code ${answer.exit}")
  }

  void echo(CharSequence message) { build.emit('echo', [message: message as String]) }

  void error(CharSequence message) { throw new StepFailed(message as String) }

  void deleteDir() { needsAgent('deleteDir'); build.emit('deleteDir') }

  void checkout(String scm) { needsAgent('checkout'); build.emit('checkout') }

  void stash(String name) { stash(name: name) }

  /** https://www.jenkins.io/doc/pipeline/steps/workflow-basic-steps/#stash-stash-some-files-to-be-used-later-in-the-build */
  void stash(Map args) {
    needsAgent('stash')
    if (build.ask('stash', [name: args.name]).empty && !args.allowEmpty) throw new StepFailed("No files included in stash ‘${args.name}’")
    stashes << args.name
    build.emit('stash', [name: args.name, includes: args.includes ?: '**', excludes: args.excludes ?: ''])
  }

  void unstash(Map args) { unstash(args.name as String) }

  void unstash(String name) {
    needsAgent('unstash')
    build.emit('unstash', [name: name])
    if (!stashes.contains(name)) throw new StepFailed("No such saved stash ‘${name}’")
  }

  void archiveArtifacts(String artifacts) { archiveArtifacts(artifacts: artifacts) }

  /** Keeps files with the build, for whoever may read it. Whether there are any, the model does not know. */
  void archiveArtifacts(Map args) {
    needsAgent('archiveArtifacts')
    build.emit('archived', [artifacts: args.artifacts])
  }

  void milestone() { milestone([:]) }

  void milestone(Integer ordinal) { milestone(ordinal: ordinal) }

  void milestone(Map args) { build.milestones.pass(args.ordinal as Integer) }

  void input(CharSequence message) { input(message: message) }

  void input(Map args) { build.input(args.collectEntries { key, value -> [key, value as String] }) }

  void timeout(Map args, Closure body) { build.timeout(args) { run(body) } }

  void lock(String resource, Closure body) { lock([resource: resource], body) }

  void lock(Map args, Closure body) { build.lock(args) { run(body) } }

  /** https://plugins.jenkins.io/credentials-binding: secrets as environment variables of the block. */
  void withCredentials(List<Map> bindings, Closure body) {
    def variables = bindings.collectEntries { variables(it) }
    def ids = bindings*.credentialsId
    build.emit('credentials', [ids: ids, variables: variables.keySet()])
    try {
      build.within(credentials: build.context.credentials + ids, environment: build.environment + variables) { run(body) }
    } finally {
      build.emit('credentials released', [ids: ids])
    }
  }

  private Map<String, String> variables(Map binding) {
    def id = binding.credentialsId
    def secret = build.credentials[id]
    if (secret == null) throw new StepFailed("Could not find credentials entry with ID '${id}'")
    if (secret instanceof Map != binding.containsKey('passwordVariable')) throw new StepFailed("Credentials '${id}' is of another type")
    binding.variable != null ? [(binding.variable): secret] : [(binding.usernameVariable): secret.username, (binding.passwordVariable): secret.password]
  }

  Map string(Map args) { args }
  Map usernamePassword(Map args) { args }

  void catchError(Closure body) { catchError([:], body) }

  /**
   * Goes on after an error, with the results that it is told; an interruption keeps its own.
   * https://www.jenkins.io/doc/pipeline/steps/workflow-basic-steps/#catcherror-catch-error-and-set-build-result-to-failure
   */
  void catchError(Map args, Closure body) {
    try {
      run(body)
    } catch (BuildError e) {
      def stopped = e instanceof Interrupted
      if (stopped && args.catchInterruptions == false) throw e
      build.emit('caught', [message: e.message])
      build.worsen(stopped ? e.result : args.buildResult ?: 'FAILURE', stopped ? e.result : args.stageResult ?: 'SUCCESS')
    }
  }

  /** Carries out a block of steps. */
  void run(Closure body) { Scope.call(body, this) }

  private void needsAgent(String step) {
    if (build.context.node == null) {
      throw new StepFailed("`${step}` needs a node: Attempted to execute a step that requires a node context while ‘agent none’ was specified")
    }
  }
}
