/**
 * The conditions of `when`, each as its class of pipeline-model-definition has it.
 * https://www.jenkins.io/doc/book/pipeline/syntax/#when
 */
class When {
  private final Block block
  private final Interpreter build
  boolean passed

  When(Block block, Interpreter build) {
    this.block = block
    this.build = build
    passed = block == null
  }

  /** Whether to go on: what is not asked yet holds back nothing. `flag` is null at the last place, inside the agent. */
  boolean passes(String flag) {
    if (passed || (flag != null && block.value(flag) != true)) return true
    passed = all(block)
    build.emit('when', [holds: passed, asked: flag ?: 'insideAgent'])
    passed
  }

  private boolean all(Block conditions) {
    conditions.entries.findAll { !it.name.startsWith('before') }.every { holds(it) }
  }

  private boolean holds(Map condition) {
    def named = condition.args[0] instanceof Map ? condition.args[0] : [:]
    switch (condition.name) {
      case 'branch':
        return branch(named.pattern ?: condition.args[0] as String, named.comparator ?: 'GLOB')
      case 'changeRequest':
        // Comparator.EQUALS, unlike `branch`.
        return build.environment.CHANGE_ID != null &&
          named.every { key, value -> value == (build.environment["CHANGE_${key.toUpperCase()}" as String] ?: '') }
      case 'environment':
        return (build.environment[named.name] ?: '') == named.value
      case 'expression':
        return expression(condition.body as Closure)
      case 'not':
        return !all(Block.read(condition.body as Closure))
      case 'allOf':
        return all(Block.read(condition.body as Closure))
      case 'anyOf':
        return Block.read(condition.body as Closure).entries.any { holds(it) }
    }
  }

  /** BranchConditional: without a comparator a glob, which does not tell lower case from upper. */
  private boolean branch(String pattern, String comparator) {
    def name = build.environment.BRANCH_NAME ?: ''
    if (comparator.equalsIgnoreCase('EQUALS')) return name == pattern
    if (!comparator.equalsIgnoreCase('GLOB') || pattern =~ /[*?]/) {
      throw new Refused([[line: 0, what: "the branch pattern `${pattern}` (${comparator})" as String]])
    }
    name.equalsIgnoreCase(pattern)
  }

  private boolean expression(Closure body) {
    try {
      Scope.call(body, [env: build.environment, params: build.parameters]) as boolean
    } catch (RuntimeException e) {
      throw new StepFailed(e.toString())
    }
  }
}
