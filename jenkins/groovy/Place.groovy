/**
 * Where a build is, and what it holds there: stage, node, environment, and the locks, credentials and time-outs that it
 * is in. What takes one of them also gives it back, however its body ends.
 */
abstract class Place {
  private final Wire wire
  Map context

  Place(Wire wire) { this.wire = wire }

  /** The milestones of its build. */
  abstract Milestones getMilestones()

  Map getEnvironment() { context.environment }

  void timeout(Map args, Closure body) {
    def minutes = java.util.concurrent.TimeUnit.valueOf((args.unit ?: 'MINUTES') as String).toSeconds(args.time as Long) / 60
    emit('timeout', [minutes: minutes])
    within(timeouts: context.timeouts + [minutes], body)
  }

  /** https://plugins.jenkins.io/lockable-resources: waits until nobody else holds it. */
  void lock(Map args, Closure body) {
    stopped(ask('lock', [resource: args.resource]), "the lock ${args.resource}")
    emit('lock', [resource: args.resource])
    try {
      within(locks: context.locks + [args.resource], body)
    } finally {
      emit('lock released', [resource: args.resource])
    }
  }

  void within(Map change, Closure body) {
    def before = context
    context = before + change
    try {
      body.call()
    } finally {
      context = before
    }
  }

  void emit(String event, Map details = [:]) {
    def where = context.subMap(['stage', 'node', 'locks', 'credentials'])
    wire.send(event: [event: event] + where + details)
  }

  Map ask(String question, Map details) {
    wire.ask(ask: [question: question] + context.subMap(['stage', 'node', 'locks', 'credentials', 'timeouts']) + details)
  }

  /** What took its time may never have ended, or a newer build came meanwhile. */
  void stopped(Map answer, String what) {
    if (answer.newerMilestone != null) milestones.overtaken(answer.newerMilestone as Integer)
    if (answer.hangs) hang(what)
  }

  /** The shortest time-out around ends it. https://www.jenkins.io/doc/pipeline/steps/workflow-basic-steps/#timeout-enforce-time-limit */
  void hang(String what) {
    if (!context.timeouts) throw new Hangs(context.stage ? "${context.stage}: ${what}" : what)
    def minutes = context.timeouts.min()
    emit('timed out', [waiting: what, minutes: minutes])
    throw new Interrupted('ABORTED', "Timeout has been exceeded: ${what}")
  }
}
