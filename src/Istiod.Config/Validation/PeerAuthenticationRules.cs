using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Config.Validation;

/// <summary>Rules on peer authentications.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidatePeerAuthentication.</remarks>
internal static class PeerAuthenticationRules
{
    /// <param name="hasEmptyPorts">The object has the map of ports, with nothing in it; a decoded message no longer tells.</param>
    public static ValidationReport Check(ConfigObject item, PeerAuthentication spec, bool hasEmptyPorts)
    {
        Checker check = new(item.ToString());
        bool isForAll = spec.Selector is not { HasMatchLabels: true };
        check.Error(
            "portLevelMtls",
            isForAll && spec.HasPortLevelMtls ? "mesh/namespace peer authentication cannot have port level mTLS" : null);
        check.Error("portLevelMtls", hasEmptyPorts ? "port level mTLS, if defined, must have at least one element" : null);
        if (spec.HasPortLevelMtls)
        {
            foreach (uint port in spec.PortLevelMtls.Keys)
            {
                check.Error("portLevelMtls", port is 0 or > 65535 ? "port must be in range 1..65535" : null);
            }
        }

        SelectorRules.Policy(check, spec.Selector);
        return check.Finish();
    }
}
