/** The block `environment`: a variable may use those above it, those outside, and parameters. */
class Assignments {
  final Map env
  final Map params

  Assignments(Map environment, Map parameters) { env = new LinkedHashMap(environment); params = parameters }

  Map getAll() { env }

  def propertyMissing(String name, Object value) { env[name] = value as String }
}
