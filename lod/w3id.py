"""The redirects that w3id.org keeps for our IRIs, as the ``.htaccess`` that is sent to it."""

from lod.errors import SettingsError
from lod.iris import W3ID, is_web_address

# the path as it came, without a list of addresses: what the publisher adds later needs no change at w3id.org.
# A redirected query must stay a POST, hence 307; all else is "see other" (Cool URIs for the Semantic Web, 4.2).
_RULES = """\
# {base} leads to {target}; made by: lod w3id --target {target}
# The host that is asked chooses the format: redirects keep path and query, clients repeat their Accept header.
Options +FollowSymLinks
RewriteEngine on
<IfModule mod_headers.c>
  Header always set Access-Control-Allow-Origin "*"
</IfModule>
RewriteRule ^sparql$ {target}sparql [R=307,L]
RewriteRule ^(.*)$ {target}$1 [R=303,L]
"""


def htaccess(target: str) -> str:
    """The rules that lead from our IRIs to *target*, where a release is served.

    Raises:
        SettingsError: *target* is no http or https address that ends in ``/``.
    """
    # "%" and "$" mean something else in a rule
    if not is_web_address(target) or not target.endswith("/") or set(target) & set("%$?#"):
        raise SettingsError(f"{target}: expected an http or https address that ends in /, without % $ ? #")
    return _RULES.format(base=W3ID, target=target)
