//! What holds for every plan, judged by AWS's figures written out here once more and not by the code
//! that plans with them.

mod given;
mod oracle;
mod ranked;
mod refused;
mod smallest;
