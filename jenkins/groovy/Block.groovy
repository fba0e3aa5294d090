/** One block of declarative syntax, read but not carried out. */
class Block {
  /** Its entries in order: `name`, `args` and `body`. */
  final List<Map> entries = []

  static Block read(Closure body) {
    def block = new Block()
    Scope.call(body, block)
    block
  }

  /** The entry of a name, or null. */
  Map entry(String name) { entries.find { it.name == name } }

  /** The only argument of the entry of a name, or null. */
  def value(String name) {
    def entry = entry(name)
    entry ? entry.args[0] : null
  }

  Block block(String name) {
    def entry = entry(name)
    entry?.body ? read(entry.body as Closure) : null
  }

  def methodMissing(String name, Object args) {
    def list = (args as Object[]).toList()
    // A value, which is the argument of the entry that comes next.
    if (name == 'logRotator') return list[0]
    def body = list && list.last() instanceof Closure ? list.removeAt(list.size() - 1) : null
    entries << [name: name, args: list, body: body]
    null
  }

  /** A bare word, such as `none`. */
  def propertyMissing(String name) { name }
}
