/** Parameters of a build or of an input. https://www.jenkins.io/doc/book/pipeline/syntax/#parameters */
class Parameters {
  /** The definitions in a block of them, or none. */
  static List<Map> definitions(Block block) {
    block ? block.entries.collect { [kind: it.name] + it.args[0] } : []
  }

  /** A parameter's value: what was given, or else its default; as text, which is what a shell sees. */
  static String value(Map definition, Map given) {
    def value = given.containsKey(definition.name) ? given[definition.name] : standard(definition)
    if (definition.kind == 'choice' && !definition.choices.contains(value)) {
      throw new StepFailed("Illegal choice for parameter ${definition.name}: ${value}")
    }
    definition.trim ? (value as String).trim() : value as String
  }

  private static Object standard(Map definition) {
    switch (definition.kind) {
      case 'choice': return definition.choices[0]
      case 'booleanParam': return definition.defaultValue ?: false
      default: return definition.defaultValue ?: ''
    }
  }
}
