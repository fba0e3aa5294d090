/** The build would wait for ever: nothing around it has a time-out. */
class Hangs extends RuntimeException {
  Hangs(String message) { super(message) }
}
