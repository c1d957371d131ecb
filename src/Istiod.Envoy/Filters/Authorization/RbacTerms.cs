using Istiod.Protos.Envoy.Config.Rbac.V3;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>Puts permissions together.</summary>
internal static class Permissions
{
    /// <summary>All of them; none: anything.</summary>
    public static Permission All(List<Permission> list)
    {
        Permission.Types.Set set = new();
        set.Rules.AddRange(list.Count > 0 ? list : [new Permission { Any = true }]);
        return new Permission { AndRules = set };
    }

    /// <summary>One of them.</summary>
    public static Permission AnyOf(List<Permission> list)
    {
        Permission.Types.Set set = new();
        set.Rules.AddRange(list);
        return new Permission { OrRules = set };
    }
}

/// <summary>Puts principals together.</summary>
internal static class Principals
{
    /// <summary>All of them; none: anybody.</summary>
    public static Principal All(List<Principal> list)
    {
        Principal.Types.Set set = new();
        set.Ids.AddRange(list.Count > 0 ? list : [new Principal { Any = true }]);
        return new Principal { AndIds = set };
    }

    /// <summary>One of them.</summary>
    public static Principal AnyOf(List<Principal> list)
    {
        Principal.Types.Set set = new();
        set.Ids.AddRange(list);
        return new Principal { OrIds = set };
    }
}
