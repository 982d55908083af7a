@main
struct Batchwatch {
  static func main() {}
}
