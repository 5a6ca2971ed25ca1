//! Types with local disks: flash first, then spinning.

use super::table::instance_types;

instance_types! {
    "i3en.large" X86_64: 2 vCPU 16384 MiB, EBS 576 to 4750 Mbps 3000 to 20000 IOPS, network 2100 to 25000 Mbps, 26 shared, 1 disks of 1250 GB Ssd;
    "i3en.xlarge" X86_64: 4 vCPU 32768 MiB, EBS 1153 to 4750 Mbps 6000 to 20000 IOPS, network 4200 to 25000 Mbps, 26 shared, 1 disks of 2500 GB Ssd;
    "i3en.2xlarge" X86_64: 8 vCPU 65536 MiB, EBS 2307 to 4750 Mbps 12000 to 20000 IOPS, network 8400 to 25000 Mbps, 25 shared, 2 disks of 2500 GB Ssd;
    "i3en.3xlarge" X86_64: 12 vCPU 98304 MiB, EBS 3800 to 4750 Mbps 15000 to 20000 IOPS, network 12500 to 25000 Mbps, 26 shared, 1 disks of 7500 GB Ssd;
    "i3en.6xlarge" X86_64: 24 vCPU 196608 MiB, EBS 4750 to 4750 Mbps 20000 to 20000 IOPS, network 25000 to 25000 Mbps, 25 shared, 2 disks of 7500 GB Ssd;
    "i3en.12xlarge" X86_64: 48 vCPU 393216 MiB, EBS 9500 to 9500 Mbps 40000 to 40000 IOPS, network 50000 to 50000 Mbps, 23 shared, 4 disks of 7500 GB Ssd;
    "i3en.24xlarge" X86_64: 96 vCPU 786432 MiB, EBS 19000 to 19000 Mbps 80000 to 80000 IOPS, network 100000 to 100000 Mbps, 19 shared, 8 disks of 7500 GB Ssd;
    "i4g.large" Arm64: 2 vCPU 16384 MiB, EBS 625 to 10000 Mbps 2500 to 40000 IOPS, network 781 to 10000 Mbps, 26 shared, 1 disks of 468 GB Ssd;
    "i4g.xlarge" Arm64: 4 vCPU 32768 MiB, EBS 1250 to 10000 Mbps 5000 to 40000 IOPS, network 1875 to 10000 Mbps, 26 shared, 1 disks of 937 GB Ssd;
    "i4g.2xlarge" Arm64: 8 vCPU 65536 MiB, EBS 2500 to 10000 Mbps 10000 to 40000 IOPS, network 4687 to 12000 Mbps, 26 shared, 1 disks of 1875 GB Ssd;
    "i4g.4xlarge" Arm64: 16 vCPU 131072 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 9375 to 25000 Mbps, 26 shared, 1 disks of 3750 GB Ssd;
    "i4g.8xlarge" Arm64: 32 vCPU 262144 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 18750 to 18750 Mbps, 25 shared, 2 disks of 3750 GB Ssd;
    "i4g.16xlarge" Arm64: 64 vCPU 524288 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 37500 to 37500 Mbps, 23 shared, 4 disks of 3750 GB Ssd;
    "i4i.large" X86_64: 2 vCPU 16384 MiB, EBS 625 to 10000 Mbps 2500 to 40000 IOPS, network 781 to 10000 Mbps, 26 shared, 1 disks of 468 GB Ssd;
    "i4i.xlarge" X86_64: 4 vCPU 32768 MiB, EBS 1250 to 10000 Mbps 5000 to 40000 IOPS, network 1875 to 10000 Mbps, 26 shared, 1 disks of 937 GB Ssd;
    "i4i.2xlarge" X86_64: 8 vCPU 65536 MiB, EBS 2500 to 10000 Mbps 10000 to 40000 IOPS, network 4687 to 12000 Mbps, 26 shared, 1 disks of 1875 GB Ssd;
    "i4i.4xlarge" X86_64: 16 vCPU 131072 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 9375 to 25000 Mbps, 26 shared, 1 disks of 3750 GB Ssd;
    "i4i.8xlarge" X86_64: 32 vCPU 262144 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 18750 to 18750 Mbps, 25 shared, 2 disks of 3750 GB Ssd;
    "i4i.12xlarge" X86_64: 48 vCPU 393216 MiB, EBS 15000 to 15000 Mbps 60000 to 60000 IOPS, network 28125 to 28125 Mbps, 24 shared, 3 disks of 3750 GB Ssd;
    "i4i.16xlarge" X86_64: 64 vCPU 524288 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 37500 to 37500 Mbps, 23 shared, 4 disks of 3750 GB Ssd;
    "i4i.24xlarge" X86_64: 96 vCPU 786432 MiB, EBS 30000 to 30000 Mbps 120000 to 120000 IOPS, network 56250 to 56250 Mbps, 21 shared, 6 disks of 3750 GB Ssd;
    "i8g.large" Arm64: 2 vCPU 16384 MiB, EBS 625 to 10000 Mbps 2500 to 40000 IOPS, network 1172 to 10000 Mbps, 32 dedicated, 1 disks of 468 GB Ssd;
    "i8g.xlarge" Arm64: 4 vCPU 32768 MiB, EBS 1250 to 10000 Mbps 5000 to 40000 IOPS, network 2344 to 10000 Mbps, 32 dedicated, 1 disks of 937 GB Ssd;
    "i8g.2xlarge" Arm64: 8 vCPU 65536 MiB, EBS 2500 to 10000 Mbps 10000 to 40000 IOPS, network 4688 to 12000 Mbps, 32 dedicated, 1 disks of 1875 GB Ssd;
    "i8g.4xlarge" Arm64: 16 vCPU 131072 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 9375 to 25000 Mbps, 32 dedicated, 1 disks of 3750 GB Ssd;
    "i8g.8xlarge" Arm64: 32 vCPU 262144 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 25000 to 25000 Mbps, 32 dedicated, 2 disks of 3750 GB Ssd;
    "i8g.12xlarge" Arm64: 48 vCPU 393216 MiB, EBS 15000 to 15000 Mbps 60000 to 60000 IOPS, network 28125 to 28125 Mbps, 32 dedicated, 3 disks of 3750 GB Ssd;
    "i8g.16xlarge" Arm64: 64 vCPU 524288 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 37500 to 37500 Mbps, 48 dedicated, 4 disks of 3750 GB Ssd;
    "i8g.24xlarge" Arm64: 96 vCPU 786432 MiB, EBS 30000 to 30000 Mbps 120000 to 120000 IOPS, network 56250 to 56250 Mbps, 64 dedicated, 6 disks of 3750 GB Ssd;
    "im4gn.large" Arm64: 2 vCPU 8192 MiB, EBS 1250 to 10000 Mbps 5000 to 40000 IOPS, network 3125 to 25000 Mbps, 26 shared, 1 disks of 937 GB Ssd;
    "im4gn.xlarge" Arm64: 4 vCPU 16384 MiB, EBS 2500 to 10000 Mbps 10000 to 40000 IOPS, network 6250 to 25000 Mbps, 26 shared, 1 disks of 1875 GB Ssd;
    "im4gn.2xlarge" Arm64: 8 vCPU 32768 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 12500 to 25000 Mbps, 26 shared, 1 disks of 3750 GB Ssd;
    "im4gn.4xlarge" Arm64: 16 vCPU 65536 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 25000 to 25000 Mbps, 26 shared, 1 disks of 7500 GB Ssd;
    "im4gn.8xlarge" Arm64: 32 vCPU 131072 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 50000 to 50000 Mbps, 25 shared, 2 disks of 7500 GB Ssd;
    "im4gn.16xlarge" Arm64: 64 vCPU 262144 MiB, EBS 40000 to 40000 Mbps 160000 to 160000 IOPS, network 100000 to 100000 Mbps, 23 shared, 4 disks of 7500 GB Ssd;
    "is4gen.large" Arm64: 2 vCPU 12288 MiB, EBS 1250 to 10000 Mbps 5000 to 40000 IOPS, network 3125 to 25000 Mbps, 26 shared, 1 disks of 1875 GB Ssd;
    "is4gen.xlarge" Arm64: 4 vCPU 24576 MiB, EBS 2500 to 10000 Mbps 10000 to 40000 IOPS, network 6250 to 25000 Mbps, 26 shared, 1 disks of 3750 GB Ssd;
    "is4gen.2xlarge" Arm64: 8 vCPU 49152 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 12500 to 25000 Mbps, 26 shared, 1 disks of 7500 GB Ssd;
    "is4gen.4xlarge" Arm64: 16 vCPU 98304 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 25000 to 25000 Mbps, 25 shared, 2 disks of 7500 GB Ssd;
    "is4gen.8xlarge" Arm64: 32 vCPU 196608 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 50000 to 50000 Mbps, 23 shared, 4 disks of 7500 GB Ssd;
    "d3.xlarge" X86_64: 4 vCPU 32768 MiB, EBS 850 to 2800 Mbps 5000 to 15000 IOPS, network 3000 to 15000 Mbps, 24 shared, 3 disks of 1980 GB Hdd;
    "d3.2xlarge" X86_64: 8 vCPU 65536 MiB, EBS 1700 to 2800 Mbps 10000 to 15000 IOPS, network 6000 to 15000 Mbps, 21 shared, 6 disks of 1980 GB Hdd;
    "d3.4xlarge" X86_64: 16 vCPU 131072 MiB, EBS 2800 to 2800 Mbps 15000 to 15000 IOPS, network 12500 to 15000 Mbps, 15 shared, 12 disks of 1980 GB Hdd;
    "d3.8xlarge" X86_64: 32 vCPU 262144 MiB, EBS 5000 to 5000 Mbps 30000 to 30000 IOPS, network 25000 to 25000 Mbps, 3 shared, 24 disks of 1980 GB Hdd;
    "d3en.xlarge" X86_64: 4 vCPU 16384 MiB, EBS 850 to 2800 Mbps 5000 to 15000 IOPS, network 6000 to 25000 Mbps, 25 shared, 2 disks of 13980 GB Hdd;
    "d3en.2xlarge" X86_64: 8 vCPU 32768 MiB, EBS 1700 to 2800 Mbps 10000 to 15000 IOPS, network 12500 to 25000 Mbps, 23 shared, 4 disks of 13980 GB Hdd;
    "d3en.4xlarge" X86_64: 16 vCPU 65536 MiB, EBS 2800 to 2800 Mbps 15000 to 15000 IOPS, network 25000 to 25000 Mbps, 19 shared, 8 disks of 13980 GB Hdd;
    "d3en.6xlarge" X86_64: 24 vCPU 98304 MiB, EBS 4000 to 4000 Mbps 25000 to 25000 IOPS, network 40000 to 40000 Mbps, 15 shared, 12 disks of 13980 GB Hdd;
    "d3en.8xlarge" X86_64: 32 vCPU 131072 MiB, EBS 5000 to 5000 Mbps 30000 to 30000 IOPS, network 50000 to 50000 Mbps, 11 shared, 16 disks of 13980 GB Hdd;
    "d3en.12xlarge" X86_64: 48 vCPU 196608 MiB, EBS 7000 to 7000 Mbps 40000 to 40000 IOPS, network 75000 to 75000 Mbps, 3 shared, 24 disks of 13980 GB Hdd;
}
