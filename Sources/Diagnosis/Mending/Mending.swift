/// What the handbook says about mending a thing in each place where it can be mended: proxies, balancers of clouds,
/// frameworks, programs. A finding itself names only what fits the software that was seen.
///
/// Settings stand as they are written there. Numbers are examples that work; their units are those of the software.
enum Mending {}
