/**
 * Carries out one build. The order of everything is ModelInterpreter's, of Jenkins's plugin pipeline-model-definition
 * (https://github.com/jenkinsci/pipeline-model-definition-plugin), version of November 2025:
 *
 *   pipeline  agent → environment → options that wrap → stages → post
 *   stage     [when] options → [when] input → [when] agent → [when] environment → steps → post
 *
 * where `when` stands at the first place that its flags name. So what is skipped, denied or has no agent never comes to
 * its stage's `post`. https://www.jenkins.io/doc/book/pipeline/syntax/
 */
class Interpreter extends Place {
  private final Map build
  private final Steps steps = new Steps(this)
  final Milestones milestones
  private Block root
  /** As steps have set it; what ends the build is an error. */
  private String result = 'SUCCESS'
  private final Map<String, String> warnings = [:]

  /** `build` has environment, parameters, firstBuild, credentials, nodes, previousResult and newerMilestone. */
  Interpreter(Wire wire, Map build) {
    super(wire)
    this.build = build
    milestones = new Milestones(this, build.newerMilestone as Integer)
  }

  Map getCredentials() { build.credentials }
  Map parameters

  /** Its result, at the end. */
  String run(Block root) {
    this.root = root
    def definitions = Parameters.definitions(root.block('parameters'))
    parameters = definitions.collectEntries { [it.name, Parameters.value(it, build.parameters)] }
    // A branch's first build starts before Jenkins has read that there are parameters: its shell lacks them.
    def variables = build.firstBuild ? [:] : parameters
    context = [stage: null, node: null, environment: build.environment + variables, locks: [], credentials: [], timeouts: []]
    emit('job', job(definitions))
    BuildError error = null
    def posted = false
    try {
      onAgent(root, root) {
        withEnvironment(root) {
          inOptions(root) {
            error = stages(root.block('stages'), null)
            posted = true
            error = postOfBuild(error)
            if (error) throw error
          }
        }
      }
    } catch (BuildError e) {
      error = error ?: e
      if (!posted) error = postOfBuild(error)
    }
    combined(error, null)
  }

  /** What the file says of the job, and no stage carries out. */
  private Map job(List<Map> definitions) {
    def options = root.block('options')
    def concurrent = options?.entry('disableConcurrentBuilds')
    def named = concurrent?.args ? concurrent.args[0] : [:]
    [
      parameters: definitions,
      concurrentBuilds: concurrent == null,
      abortPrevious: named.abortPrevious ?: false,
      keeps: options?.value('buildDiscarder') ?: [:],
    ]
  }

  /** Goes on after an error, to say of each later stage that it is skipped; the first error. */
  private BuildError stages(Block stages, String reason) {
    BuildError first = null
    stages.entries.each { entry ->
      try {
        stage(entry.args[0] as String, Block.read(entry.body as Closure), reason ?: (first ? 'an earlier stage failed' : null))
      } catch (BuildError e) {
        first = first ?: e
      }
    }
    first
  }

  private def stage(String name, Block stage, String reason) {
    within(stage: name) {
      if (reason) return skip(stage, reason)
      emit('stage')
      def when = new When(stage.block('when'), this)
      try {
        if (when.passes('beforeOptions')) inOptions(stage) {
          if (when.passes('beforeInput')) afterInput(stage) {
            if (when.passes('beforeAgent')) onAgent(stage, root) {
              if (when.passes(null)) withEnvironment(stage) { contentAndPost(name, stage) }
            }
          }
        }
      } catch (BuildError e) {
        emit('stage failed', [result: e.result, message: e.message])
        throw e
      }
      if (!when.passed) skip(stage, 'when')
    }
  }

  private void skip(Block stage, String reason) {
    emit('skipped', [why: reason])
    if (stage.entry('stages')) stages(stage.block('stages'), reason)
  }

  private void contentAndPost(String name, Block stage) {
    BuildError error = null
    if (stage.entry('stages')) error = stages(stage.block('stages'), null)
    else {
      try {
        steps.run(stage.entry('steps').body as Closure)
      } catch (BuildError e) {
        error = e
      }
    }
    error = post(stage, error, name)
    if (error) throw error
  }

  private BuildError postOfBuild(BuildError error) {
    def before = error
    within(stage: 'Declarative: Post Actions') { before = post(root, error, null) }
    before
  }

  /** Each block whose condition holds by then. One that fails makes a good build fail, and holds up no other. */
  private BuildError post(Block owner, BuildError error, String stage) {
    def blocks = owner.block('post')
    for (condition in (blocks ? Post.ORDER : [])) {
      def entry = blocks.entry(condition)
      if (!entry || !Post.holds(condition, combined(error, stage), build.previousResult)) continue
      emit('post', [condition: condition, of: stage ? 'stage' : 'pipeline'])
      try {
        steps.run(entry.body as Closure)
      } catch (BuildError e) {
        emit('post failed', [condition: condition, message: e.message])
        error = error ?: e
      }
    }
    error
  }

  /** BuildCondition.getCombinedResult: the worst of what steps set and of how it ended. */
  private String combined(BuildError error, String stage) {
    Post.worse(result, error ? error.result : stage ? warnings[stage] ?: 'SUCCESS' : 'SUCCESS')
  }

  void worsen(String ofBuild, String ofStage) {
    result = Post.worse(result, ofBuild)
    if (context.stage) warnings[context.stage] = Post.worse(warnings[context.stage] ?: 'SUCCESS', ofStage)
  }

  /** Options that are steps wrap the stage, the first one outermost. */
  private void inOptions(Block owner, Closure body) {
    def wrappers = (owner.block('options')?.entries ?: []).findAll { it.name in ['timeout', 'lock'] }
    wrappers.reverse().inject(body) { Closure inner, wrapper ->
      { -> "${wrapper.name}"(named(wrapper), inner) }
    }.call()
  }

  private static Map named(Map entry) { entry.args[0] instanceof Map ? entry.args[0] : [resource: entry.args[0]] }

  /** Parameters and submitter become variables of the stage, its agent included. */
  private def afterInput(Block stage, Closure body) {
    def block = stage.block('input')
    if (!block) return body.call()
    def question = ['message', 'id', 'ok', 'submitter', 'submitterParameter'].collectEntries { [it, block.value(it)] }
    question.parameters = Parameters.definitions(block.block('parameters'))
    within(environment: environment + input(question), body)
  }

  /** Default of `id`: a digest of the stage's name, for which the name stands here. */
  Map input(Map question) {
    new Input(this, question + [id: question.id ?: context.stage, ok: question.ok ?: 'Proceed']).ask()
  }

  private def onAgent(Block owner, Block root, Closure body) {
    def agent = owner.entry('agent')
    if (agent == null || agent.args == ['none']) return body.call()
    def label = agent.body ? Block.read(agent.body as Closure).value('label') : ''
    def found = build.nodes.find { label == '' || new Labels(label).match(it.labels) }
    if (!found) hang("a node for ${label ?: 'any label'}")
    def variables = [NODE_NAME: found.name, NODE_LABELS: found.labels.join(' '), WORKSPACE: "/workspace/${found.name}" as String]
    within(node: found.name, environment: environment + variables) {
      emit('agent', [label: label])
      try {
        if (skipsCheckout(owner)) body.call()
        else {
          // In declarative syntax what the checkout says, such as GIT_COMMIT, is in the environment.
          emit('checkout')
          within(environment: environment + build.checkout, body)
        }
      } finally {
        emit('agent released', [label: label])
      }
    }
  }

  /** A stage's own option goes before the pipeline's. */
  private boolean skipsCheckout(Block owner) {
    def option = owner.block('options')?.entry('skipDefaultCheckout') ?: root.block('options')?.entry('skipDefaultCheckout')
    option ? option.args[0] != false : false
  }

  private def withEnvironment(Block owner, Closure body) {
    def entry = owner.entry('environment')
    if (!entry) return body.call()
    def assignments = new Assignments(environment, parameters)
    Scope.call(entry.body as Closure, assignments)
    within(environment: assignments.all, body)
  }
}
