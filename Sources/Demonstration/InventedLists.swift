// Lists for the demonstration. All people are invented: ID numbers on the unassigned area code
// 999999, telephones in 1990000xxxx.

enum InventedLists {
    /// A staff list as a payroll system might give it, with three mistakes.
    static let staff = """
        工号,姓名,身份证号,手机号,部门
        E00001,王芳,999999199001011238,19900000001,仓储
        E00002,李秀英,999999198505052223,19900000002,仓储
        E00003,张伟,99999919780315331X,19900000003,一车间
        E00004,刘洋,999999199207074445,19900000004,一车间
        E00005,陈静,9.99999E+17,19900000005,行政
        E00006,赵磊,999999199503066669,19900000006,行政
        E00007,孙丽,999999198204047770,1990000007,二车间
        E00008,周强,999999197912128884,19900000008,二车间
        """

    /// Trucks that bring goods in.
    static let vehicles = """
        车牌号,车型,驾驶员,联系电话,货物
        沪A12345,厢式货车,吴刚,19900000011,药品
        苏ED12345,牵引车,郑平,19900000012,蔬菜
        """

    /// Somebody whose pass ran out ten days ago.
    static let formerStaff = """
        工号,姓名,身份证号,手机号,部门
        V00001,冯涛,999999198606061110,19900000021,外协
        """
}
