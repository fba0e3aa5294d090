/**
 * Milestones of this build, and of newer builds of the same job: once a newer build passed one, this one may not pass it,
 * and is stopped wherever it is. https://plugins.jenkins.io/pipeline-milestone-step
 */
class Milestones {
  private final Interpreter build
  private Integer own
  private Integer newer

  Milestones(Interpreter build, Integer newer) { this.build = build; this.newer = newer }

  /** Without an ordinal, it is the successor of the one before. */
  void pass(Integer given) {
    def ordinal = given != null ? given : own == null ? 0 : own + 1
    if (own != null && ordinal <= own) throw new StepFailed("Invalid ordinal ${ordinal}, as the previous one was ${own}")
    if (newer != null && newer >= ordinal) stop()
    own = ordinal
    build.emit('milestone', [ordinal: ordinal])
  }

  /** A newer build passed this one while something of this build took its time. */
  void overtaken(Integer ordinal) {
    newer = ordinal
    if (own == null || own < newer) stop()
  }

  /** MilestoneStorage interrupts the older build with the result NOT_BUILT. */
  private void stop() {
    build.emit('superseded', [ordinal: newer])
    throw new Interrupted('NOT_BUILT', "a newer build passed milestone ${newer}")
  }
}
