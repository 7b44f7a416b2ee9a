/// The style and the script of the HTML report, as the files of `page/` have them: embedded at build time, so that one
/// binary is enough.
public enum Page {
    public static var style: [UInt8] { PackageResources.report_css }
    public static var script: [UInt8] { PackageResources.report_js }
}
